import type { MoveBuilder } from 'millwright'
import { readAudit } from '../domain/audit.ts'
import { resultShape } from './entries.ts'
import type { Facts } from './params.ts'
import { noteOf } from './registers.ts'
import { fileOf } from './sources.ts'

const shape = resultShape(readAudit)

/** The events of the JSON era, marked as imported. */
export const loadAudit = (m: MoveBuilder, facts: Facts): string =>
  m.load('audit log', {
    from: fileOf(facts, 'audit_log.json'),
    to: 'audit_log',
    key: ['id'],
    shape,
    map: ({ row, issues }, about) => {
      for (const issue of issues) about.note(noteOf(issue))
      return { ...row }
    },
    existing: 'reject',
    lineage: true,
    minRecords: 0,
  })
