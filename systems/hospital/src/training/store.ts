import { type Queries, type Row, type Sql, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { isRecord, type RawRecord } from '../domain/aliases.ts'
import { entryRules, refusedRecord } from '../domain/entry.ts'
import { isNamed } from '../domain/if-match.ts'
import { type AssignmentRow, readTraining, type TrainingRecord } from '../domain/training.ts'
import { idGiven, idMismatch, noTraining, otherVersion } from './problems.ts'
import { type DateStyle, type Training, trainingOf, versionOf } from './record.ts'
import { changeRows, insertRows, nextId } from './write.ts'

/** Every training record with its assignments as JSON, in the order in which they were given. */
const trainingRows = (condition: Sql): Sql => sql`select r.*,
  (select json_group_array(json_object('machine', a.machine, 'trainer', a.trainer, 'trained_date', a.trained_date)
    order by a.id) from training_assignments a where a.training_id = r.id) as assignments
  from training_records r where ${condition} order by r.id`

export async function listTrainings(db: Queries, dates: DateStyle): Promise<readonly Training[]> {
  const rows = await db.all(trainingRows(sql`1 = 1`))
  return rows.map((row) => trainingOf(row, dates))
}

/** @throws Refusal `not_found` */
export async function findTraining(db: Queries, id: string, dates: DateStyle): Promise<Training> {
  return trainingOf(await rowOf(db, id), dates)
}

async function rowOf(db: Queries, id: string): Promise<Row> {
  const row = isId(id) ? await db.get(trainingRows(sql`r.id = ${Number(id)}`)) : undefined
  if (row === undefined) throw noTraining(id)
  return row
}

const isId = (id: string): boolean => /^[1-9]\d{0,14}$/.test(id)

/** A record as it is stored, or undefined. */
export async function lookForRecord(db: Queries, id: number): Promise<TrainingRecord | undefined> {
  const row = await db.get(sql`select id, employee_id, name, department, last_trained_date, next_due_date
    from training_records where id = ${id}`)
  if (row === undefined) return undefined
  const assignments = await db.all(sql`select machine, trainer, trained_date from training_assignments
    where training_id = ${id} order by id`)
  // The columns are those of the two types, and the table holds them to their texts and nulls.
  const training = { ...row, id } as unknown as TrainingRecord['training']
  return { training, assignments: assignments.map((one) => ({ training_id: id, ...one }) as unknown as AssignmentRow) }
}

/** Adds a record under the next id. @throws Refusal of what is wrong with it */
export async function addTraining(db: Queries, act: Act, record: unknown): Promise<Training> {
  if (isRecord(record) && Object.hasOwn(record, 'id')) throw idGiven()
  const id = await nextId(db)
  const read = readEntry({ ...rawOf(record), id }, act)
  await insertRows(db, act, read)
  await tell(db, act, { type: 'Training Added', verb: 'was added', read })
  return findTraining(db, String(id), 'DD/MM/YYYY')
}

/** Which record is meant, and which version of it the caller knows: the text of an If-Match header. */
export type Target = { readonly id: string; readonly ifMatch?: string | undefined }

export type TrainingChange = Target & { readonly record: unknown }

/**
 * All of a record anew: what is left out, it no longer has.
 *
 * @throws Refusal `not_found`, `version_mismatch`, `id_mismatch`, or of what is wrong with it
 */
export async function updateTraining(db: Queries, act: Act, { record, ...target }: TrainingChange): Promise<Training> {
  const { id } = await demand(db, target)
  const raw = rawOf(record)
  if (Object.hasOwn(raw, 'id') && String(raw['id']) !== id) throw idMismatch(id)
  const read = readEntry({ ...raw, id }, act)
  await changeRows(db, act, read)
  await tell(db, act, { type: 'Training Updated', verb: 'was changed', read })
  return findTraining(db, id, 'DD/MM/YYYY')
}

/** @throws Refusal `not_found`, `version_mismatch` */
export async function removeTraining(db: Queries, act: Act, target: Target): Promise<void> {
  const { id, name } = await demand(db, target)
  await db.run(sql`delete from training_records where id = ${Number(id)}`)
  const description = `Training record ${id} was deleted`
  await recordEvent(db, act, { type: 'Training Deleted', description, details: { id, name } })
}

async function demand(db: Queries, { id, ifMatch }: Target): Promise<Training> {
  const found = await findTraining(db, id, 'DD/MM/YYYY')
  if (ifMatch !== undefined && !isNamed(versionOf(found), ifMatch)) throw otherVersion(id)
  return found
}

/** Anything that is no object is left to the reader, which says so. */
const rawOf = (record: unknown): RawRecord => {
  if (isRecord(record)) return record
  throw refusedRecord(readTraining(record, entryRules('2000-01-01')).issues)
}

function readEntry(raw: RawRecord, { today }: Act): TrainingRecord {
  const result = readTraining(raw, entryRules(today))
  if (!result.ok) throw refusedRecord(result.issues)
  return result.row
}

type Told = {
  readonly type: 'Training Added' | 'Training Updated'
  readonly verb: string
  readonly read: TrainingRecord
}

const tell = (db: Queries, act: Act, { type, verb, read: { training, assignments } }: Told): Promise<void> =>
  recordEvent(db, act, {
    type,
    description: `Training record ${training.id} ${verb}`,
    details: { id: String(training.id), name: training.name, assignments: assignments.length },
  })
