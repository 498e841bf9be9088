import { type MoveBuilder, sql } from 'millwright'
import { trainingShape } from '../domain/shape.ts'
import { type Facts, lookupsOf } from './params.ts'
import { noteOf, stamps } from './registers.ts'
import { existingBy } from './rules.ts'
import { fileOf } from './sources.ts'

const common = (facts: Facts) => ({
  from: fileOf(facts, 'training.json'),
  shape: trainingShape(facts.policies, facts.asOf, lookupsOf(facts)),
  existing: existingBy(facts.policies),
  lineage: true,
  minRecords: 0,
})

/** Who was trained, under the number the file gives. */
export const loadTraining = (m: MoveBuilder, facts: Facts): string =>
  m.load('training', {
    ...common(facts),
    to: 'training_records',
    key: ['id'],
    map: ({ row: { training }, issues }, about) => {
      for (const issue of issues) about.note(noteOf(issue))
      return { ...training, ...stamps(facts) }
    },
    ignore: ['created_at', 'updated_at'],
  })

/** On which machine, and by whom. */
export const loadAssignments = (m: MoveBuilder, facts: Facts): string =>
  m.load('training assignments', {
    ...common(facts),
    to: 'training_assignments',
    key: ['training_id', 'machine'],
    map: ({ row: { assignments } }) =>
      assignments.length === 0 ? { skip: 'no machine was assigned' } : assignments.map((one) => ({ ...one })),
  })

export const checkAssignments = (m: MoveBuilder, step: string): void =>
  m.check(
    step,
    m.zero(
      'every assignment belongs to somebody',
      sql`select id from training_assignments where training_id not in (select id from training_records)`,
    ),
  )
