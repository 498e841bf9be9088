import type { MoveBuilder, Note, RowInput } from 'millwright'
import type { Register } from '../domain/fields.ts'
import type { Issue } from '../domain/issue.ts'
import type { OcmRow } from '../domain/ocm.ts'
import type { PpmRow } from '../domain/ppm.ts'
import { ocmShape, ppmShape, type Shape, type Shaped } from '../domain/shape.ts'
import { canonicalRow, canonicalSource } from './canonical.ts'
import { type Facts, lookupsOf } from './params.ts'
import { existingBy, twinsBy } from './rules.ts'
import { fileOf } from './sources.ts'

export const tableOfRegister = { ocm: 'ocm_equipment', ppm: 'ppm_equipment' } as const satisfies Record<
  Register,
  string
>

type DeviceRow = OcmRow | PpmRow

/** One register into its table. The id is the device's number, so ids follow the numbers whatever the order of the file. */
export function loadRegister(m: MoveBuilder, register: Register, facts: Facts): string {
  return m.load<Shaped<DeviceRow>>(register, {
    from: fileOf(facts, `${register}.json`),
    to: tableOfRegister[register],
    key: ['serial'],
    shape: shapeFor(register, facts),
    map: ({ row, issues }, about) => {
      for (const issue of issues) about.note(noteOf(issue))
      return { id: row.no, ...row, ...stamps(facts) }
    },
    twins: twinsBy(facts.policies),
    existing: existingBy(facts.policies),
    ignore: ['id', 'created_at', 'updated_at'],
    lineage: true,
  })
}

function shapeFor(register: Register, facts: Facts): Shape<DeviceRow> {
  const make: (...about: Parameters<typeof ocmShape>) => Shape<DeviceRow> = register === 'ocm' ? ocmShape : ppmShape
  return make(facts.policies, facts.asOf, lookupsOf(facts))
}

/** The original value stays in the lineage; a message is the same for every record, so that the report can count. */
export const noteOf = ({ code, severity, field, message }: Issue): Note => ({ code, severity, field, message })

export const stamps = ({ startedAt }: Facts): RowInput => ({ created_at: startedAt, updated_at: startedAt })

/** Every record against its row: mapped once more column by column, and rebuilt from the row key by key. */
export function checkRegister(m: MoveBuilder, step: string, about: { register: Register; facts: Facts }): void {
  const { register, facts } = about
  m.check(
    step,
    m.equal(step),
    m.equal(step, {
      name: `${step}: every key of every record, rebuilt from its row, is the source's in canonical form`,
      back: (row) => canonicalRow(register, row),
      of: (record) => canonicalSource(register, record, facts),
    }),
  )
}
