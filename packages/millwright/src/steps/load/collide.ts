import { rowDigest } from '../../backup/fingerprint.ts'
import type { Transaction } from '../../kernel/connection.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import { oneLine } from '../../kernel/text.ts'
import type { Value } from '../../kernel/value.ts'
import type { RowInput } from '../declared.ts'
import { asRow } from './target.ts'
import { type Arrival, acceptRows, pushReject, refuse, type Writing } from './write.ts'

/** A row met another one with its key: a twin from the same source, or a row that was there before. */
export async function collide(tx: Transaction, writing: Writing, arrival: Arrival, row: readonly Value[]): Promise<void> {
  const key = writing.target.keyOf(row)
  const stored = (await writing.target.read(tx, key)) as readonly Value[]
  if (await isTwin(tx, writing, key)) return meetTwin(tx, writing, { arrival, row, key, stored })
  await meetExisting(tx, writing, { arrival, row, key, stored })
}

type Meeting = { readonly arrival: Arrival; readonly row: readonly Value[]; readonly key: readonly Value[]; readonly stored: readonly Value[] }

async function isTwin(tx: Transaction, { startedEmpty, key, effects }: Writing, keyValues: readonly Value[]): Promise<boolean> {
  if (startedEmpty || effects.created.some(([created]) => packValues(created) === packValues(keyValues))) return true
  const seen = await tx.get(sql`select 1 as one from millwright_key
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and key = ${packValues(keyValues)}`)
  return seen !== undefined
}

async function meetTwin(tx: Transaction, writing: Writing, meeting: Meeting): Promise<void> {
  const { twins = 'reject' } = writing.spec
  if (twins === 'reject') return rejectTwin(tx, writing, meeting)
  if (twins === 'first') return listMerged(writing, meeting, 'first')
  if ('rename' in twins) return rename(tx, writing, meeting)
  if ('merge' in twins) return replaceBy(tx, writing, meeting, twins.merge(asRow(writing.target, meeting.stored), asInput(writing, meeting.row)))
  const [kept, given] = [asRow(writing.target, meeting.stored)[twins.last], asRow(writing.target, meeting.row)[twins.last]]
  if (isGreater(given, kept)) return replaceBy(tx, writing, meeting, asInput(writing, meeting.row))
  listMerged(writing, meeting, 'last')
}

const asInput = ({ target }: Writing, row: readonly Value[]): RowInput => asRow(target, row)

const describeKey = ({ target }: Writing, key: readonly Value[]): string => oneLine(target.key.map((name, at) => `${name} = ${String(key[at])}`).join(', '))

async function rejectTwin(tx: Transaction, writing: Writing, { arrival, key }: Meeting): Promise<void> {
  await refuse(tx, writing, arrival, { rule: 'twin', path: writing.target.key.join(', '), message: `another record has ${describeKey(writing, key)}` })
  await markTwin(tx, writing, key)
}

// The record that came first is rejected too, at the end of the step, when all twins are known.
const markTwin = async (tx: Transaction, { key }: Writing, values: readonly Value[]): Promise<void> => {
  await tx.run(sql`insert into millwright_key (run, migration, step, key, twin) values (${key.run}, ${key.migration}, ${key.step}, ${packValues(values)}, 1)
    on conflict (run, migration, step, key) do update set twin = 1`)
}

function listMerged(writing: Writing, { arrival, key }: Meeting, policy: string): void {
  arrival.outcome ??= 'merged'
  arrival.action = `merged into the ${policy}`
  const message = `another record has ${describeKey(writing, key)}; the ${policy} one was kept`
  pushReject(writing, arrival.prepared, { rule: 'twin', path: writing.target.key.join(', '), message, outcome: 'merged' })
}

async function rename(tx: Transaction, writing: Writing, { arrival, row }: Meeting): Promise<void> {
  const twins = writing.spec.twins as { rename: (twin: RowInput, nth: number) => RowInput | { reject: string } }
  for (let nth = 2; nth < 10_000; nth++) {
    const renamed = twins.rename(asInput(writing, row), nth)
    if (isReject(renamed)) return refuse(tx, writing, arrival, { rule: renamed.reject, path: writing.target.key.join(', '), message: `another record has ${describeKey(writing, writing.target.keyOf(row))}` })
    const values = writing.target.columns.map((name) => renamed[name] as Value)
    const [exception] = await tx.insert({ table: writing.target.table, columns: writing.target.columns, key: writing.target.key }, [values])
    if (exception?.kind === 'conflict') continue
    if (exception !== undefined) return refuse(tx, writing, arrival, { rule: 'constraint', path: '', message: exception.words })
    arrival.action = `renamed to ${describeKey(writing, writing.target.keyOf(values))}`
    return acceptRows(tx, writing, arrival, [values])
  }
}

const isReject = (renamed: RowInput | { readonly reject: string }): renamed is { readonly reject: string } =>
  Object.keys(renamed).length === 1 && typeof renamed['reject'] === 'string'

async function meetExisting(tx: Transaction, writing: Writing, meeting: Meeting): Promise<void> {
  const { arrival, row, stored, key } = meeting
  const { existing = 'reject' } = writing.spec
  if (isSame(writing, row, stored)) {
    arrival.outcome ??= 'unchanged'
    return
  }
  if (existing === 'replace') return replaceExisting(tx, writing, meeting)
  if (existing === 'keep') {
    arrival.outcome ??= 'merged'
    return pushReject(writing, arrival.prepared, { rule: 'existing', path: writing.target.key.join(', '), message: `the row with ${describeKey(writing, key)} was kept as it was`, outcome: 'merged' })
  }
  await refuse(tx, writing, arrival, { rule: 'existing', path: writing.target.key.join(', '), message: `a row with ${describeKey(writing, key)} was there before, with other content` })
}

function isSame({ target, spec }: Writing, row: readonly Value[], stored: readonly Value[]): boolean {
  const settled = target.settled(row) ?? row
  const ignored = new Set(spec.ignore ?? [])
  return target.columns.every((name, at) => ignored.has(name) || packValues([settled[at]]) === packValues([stored[at]]))
}

async function replaceExisting(tx: Transaction, writing: Writing, meeting: Meeting): Promise<void> {
  await update(tx, writing, meeting, meeting.row)
  meeting.arrival.outcome ??= 'updated'
}

async function replaceBy(tx: Transaction, writing: Writing, meeting: Meeting, row: RowInput): Promise<void> {
  await update(tx, writing, meeting, writing.target.columns.map((name) => row[name] as Value))
  meeting.arrival.outcome ??= 'merged'
  meeting.arrival.action = 'merged into its twin'
  pushReject(writing, meeting.arrival.prepared, { rule: 'twin', path: writing.target.key.join(', '), message: `merged with another record that has ${describeKey(writing, meeting.key)}`, outcome: 'merged' })
}

async function update(tx: Transaction, { target, effects }: Writing, { key, stored }: Meeting, values: readonly Value[]): Promise<void> {
  const sets = target.columns.map((name, at) => sql`${sql.id(name)} = ${values[at] as Value}`)
  await tx.run(sql`update ${sql.id(target.table)} set ${sql.join(sets)} where ${target.where(key)}`)
  const after = (await target.read(tx, target.keyOf(values))) as readonly Value[]
  effects.sum.subtract(rowDigest(stored))
  effects.sum.add(rowDigest(after))
  const created = effects.created.findIndex(([made]) => packValues(made) === packValues(key))
  if (created >= 0) effects.created[created] = [target.keyOf(values), rowDigest(after)]
  else effects.changed.push([key, stored, rowDigest(after)])
}

function isGreater(a: Value | undefined, b: Value | undefined): boolean {
  if (a === null || a === undefined) return false
  if (b === null || b === undefined) return true
  return typeof a === typeof b ? a > b : String(a) > String(b)
}
