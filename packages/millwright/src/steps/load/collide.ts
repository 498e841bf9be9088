import { rowDigest } from '../../backup/fingerprint.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import { changeRow } from '../changes.ts'
import type { RowInput } from '../declared.ts'
import { acceptRow, insertRows, keyMarks, refuse, rememberKey } from './rows.ts'
import { asRow } from './target.ts'
import { type Arrival, type Batch, describeKey, keyPath, nameKey, pushReject, takenLater } from './writing.ts'

/** A row met another one with its key: a twin from the same source, or a row that was there before. */
export async function collide(batch: Batch, arrival: Arrival, row: readonly Value[]): Promise<void> {
  const key = batch.target.keyOf(row)
  const stored = (await batch.target.read(batch.tx, key)) as readonly Value[]
  const meeting = { arrival, row, key, stored }
  if (await isTwin(batch, key)) return meetTwin(batch, meeting)
  await meetExisting(batch, meeting)
}

type Meeting = {
  readonly arrival: Arrival
  readonly row: readonly Value[]
  readonly key: readonly Value[]
  readonly stored: readonly Value[]
}

async function isTwin({ tx, startedEmpty, key, effects }: Batch, values: readonly Value[]): Promise<boolean> {
  const packed = packValues(values)
  if (startedEmpty || effects.created.some(([created]) => packValues(created) === packed)) return true
  const seen = await tx.get(sql`select 1 as one from millwright_key
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and key = ${packed}`)
  return seen !== undefined
}

async function meetTwin(batch: Batch, meeting: Meeting): Promise<void> {
  const { twins = 'reject' } = batch.spec
  if (twins === 'reject') return rejectTwin(batch, meeting)
  if (twins === 'first') return listMerged(batch, meeting, 'first')
  if ('rename' in twins) return rename(batch, meeting)
  if ('merge' in twins) return merge(batch, meeting)
  await keepLast(batch, meeting, twins.last)
}

// The record that came first is rejected too, at the end of the step, when all twins are known.
async function rejectTwin(batch: Batch, { arrival, key }: Meeting): Promise<void> {
  await refuse(batch, arrival, {
    rule: 'twin',
    path: keyPath(batch),
    message: `another record has ${describeKey(batch, key)}`,
  })
  await rememberKey(batch, key, keyMarks.twin)
}

function listMerged(batch: Batch, { arrival, key }: Meeting, policy: string): void {
  arrival.outcome ??= 'merged'
  arrival.action = `merged into the ${policy}`
  const message = `another record has ${describeKey(batch, key)}; the ${policy} one was kept`
  pushReject(batch, arrival.prepared, { rule: 'twin', path: keyPath(batch), message, outcome: 'merged' })
}

async function keepLast(batch: Batch, meeting: Meeting, column: string): Promise<void> {
  const [kept, given] = [asRow(batch.target, meeting.stored)[column], asRow(batch.target, meeting.row)[column]]
  if (isGreater(given, kept)) await replaceBy(batch, meeting, meeting.row)
  else listMerged(batch, meeting, 'last')
}

async function merge(batch: Batch, meeting: Meeting): Promise<void> {
  const { merge: join } = batch.spec.twins as { merge: (stored: RowInput, twin: RowInput) => RowInput }
  const joined = join(asRow(batch.target, meeting.stored), asRow(batch.target, meeting.row))
  await replaceBy(batch, meeting, valuesOf(batch, joined))
}

async function replaceBy(batch: Batch, meeting: Meeting, values: readonly Value[]): Promise<void> {
  await update(batch, meeting, values)
  meeting.arrival.outcome ??= 'merged'
  meeting.arrival.action = 'merged into its twin'
  const message = `merged with another record that has ${describeKey(batch, meeting.key)}`
  pushReject(batch, meeting.arrival.prepared, { rule: 'twin', path: keyPath(batch), message, outcome: 'merged' })
}

const valuesOf = ({ target }: Batch, row: RowInput): readonly Value[] =>
  target.columns.map((name) => row[name] as Value)

async function rename(batch: Batch, meeting: Meeting): Promise<void> {
  const { rename: rekey } = batch.spec.twins as {
    rename: (twin: RowInput, nth: number) => RowInput | { reject: string }
  }
  for (let nth = 2; nth < 10_000; nth++) {
    const renamed = rekey(asRow(batch.target, meeting.row), nth)
    if (isReject(renamed)) return refuseTwin(batch, meeting, renamed.reject)
    if (await isRenamedBefore(batch, meeting, renamed)) return
    if (await tryKey(batch, meeting.arrival, valuesOf(batch, renamed))) return
  }
  await refuseTwin(batch, meeting, 'twin')
}

/** Whether an earlier run gave this record this key and its row still stands: a second load changes nothing. */
async function isRenamedBefore(batch: Batch, meeting: Meeting, renamed: RowInput): Promise<boolean> {
  if (batch.startedEmpty) return false
  const row = valuesOf(batch, renamed)
  const key = batch.target.keyOf(row)
  const stored = (await isTwin(batch, key)) ? undefined : await batch.target.read(batch.tx, key)
  if (stored === undefined || !(await isSame(batch, { ...meeting, row, stored }))) return false
  meeting.arrival.outcome ??= 'unchanged'
  await rememberKey(batch, key, 0)
  return true
}

const isReject = (renamed: RowInput | { readonly reject: string }): renamed is { readonly reject: string } =>
  Object.keys(renamed).length === 1 && typeof renamed['reject'] === 'string'

const refuseTwin = (batch: Batch, { arrival, key }: Meeting, rule: string): Promise<void> =>
  refuse(batch, arrival, { rule, path: keyPath(batch), message: `another record has ${describeKey(batch, key)}` })

/** Inserts a row under another key; false when that key is taken as well. */
async function tryKey(batch: Batch, arrival: Arrival, values: readonly Value[]): Promise<boolean> {
  if (batch.brought?.().has(nameKey(batch, values)) === true) throw takenLater
  const [exception] = await insertRows(batch, [values])
  if (exception?.kind === 'conflict') return false
  if (exception !== undefined) {
    await refuse(batch, arrival, { rule: 'constraint', path: '', message: exception.words })
    return true
  }
  arrival.action = `renamed to ${describeKey(batch, batch.target.keyOf(values))}`
  await acceptRow(batch, arrival, values)
  return true
}

async function meetExisting(batch: Batch, meeting: Meeting): Promise<void> {
  const { arrival, key } = meeting
  if (await isSame(batch, meeting)) await leaveAsIs(batch, meeting)
  else if (batch.spec.existing === 'replace') await replaceExisting(batch, meeting)
  else if (batch.spec.existing === 'keep') keepExisting(batch, meeting)
  else
    await refuse(batch, arrival, {
      rule: 'existing',
      path: keyPath(batch),
      message: `a row with ${describeKey(batch, key)} was there before, with other content`,
    })
}

// A later record with this key is then its twin, as it was when both were loaded for the first time.
async function leaveAsIs(batch: Batch, { arrival, key }: Meeting): Promise<void> {
  arrival.outcome ??= 'unchanged'
  const { twins, existing } = batch.spec
  if (existing === 'replace') await rememberKey(batch, key, keyMarks.replaced)
  else if (typeof twins === 'object' && 'rename' in twins) await rememberKey(batch, key, keyMarks.seen)
}

async function isSame({ tx, target, spec }: Batch, { row, stored }: Meeting): Promise<boolean> {
  const [settled = row] = await target.settleAll(tx, [row])
  const ignored = new Set(spec.ignore ?? [])
  return target.columns.every((name, at) => ignored.has(name) || packValues([settled[at]]) === packValues([stored[at]]))
}

async function replaceExisting(batch: Batch, meeting: Meeting): Promise<void> {
  await update(batch, meeting, meeting.row)
  await rememberKey(batch, meeting.key, keyMarks.replaced)
  meeting.arrival.outcome ??= 'updated'
}

function keepExisting(batch: Batch, { arrival, key }: Meeting): void {
  arrival.outcome ??= 'merged'
  const message = `the row with ${describeKey(batch, key)} was kept as it was`
  pushReject(batch, arrival.prepared, { rule: 'existing', path: keyPath(batch), message, outcome: 'merged' })
}

async function update(batch: Batch, { key, stored }: Meeting, values: readonly Value[]): Promise<void> {
  const { tx, target, effects } = batch
  const [to = values] = await target.settleAll(tx, [values])
  const { table, columns } = target
  await changeRow(tx, { table, columns, from: stored, to, where: target.where(key) })
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
