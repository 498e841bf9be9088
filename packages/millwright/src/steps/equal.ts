import { type Check, type Outcome, sampleSize } from '../checks/check.ts'
import { showValue } from '../checks/show.ts'
import { packValues, unpackValues } from '../kernel/json.ts'
import { sql, type Sql } from '../kernel/sql.ts'
import { formatCount, oneLine } from '../kernel/text.ts'
import { countOf, type Row, type Value } from '../kernel/value.ts'
import type { Queries } from '../kernel/connection.ts'
import type { StepKey } from '../ledger/parts.ts'
import { notLoaded } from '../ledger/rejects.ts'
import type { StepContext } from './context.ts'
import type { Loading } from './load/begin.ts'
import { makePreparer, type Prepared } from './load/prepare.ts'
import { asRow, targetOf, type Target } from './load/target.ts'

type EqualCheck = Extract<Check, { kind: 'equal' }>
type Tally = { records: number; rows: number; renamed: number; differences: number; readonly samples: string[] }
type Comparing = {
  readonly check: EqualCheck
  readonly target: Target
  readonly ignore: ReadonlySet<string>
  readonly renamed: ReadonlyMap<number, readonly Value[]>
  readonly tally: Tally
}

/**
 * Reads the source once more from its beginning and compares every record that was loaded with its row, column by column.
 * With `back`, the source's shape is rebuilt from the row and compared with the record itself.
 */
export async function evaluateEqual(context: StepContext, loading: Loading, check: EqualCheck): Promise<Outcome> {
  const left = await notLoaded(context.db, context.key)
  const preparer = makePreparer(context.key.step, { ...loading, keepsValue: true })
  const tally: Tally = { records: 0, rows: 0, renamed: 0, differences: 0, samples: [] }
  const renamed = await readRenamed(context.db, context.key)
  const ignore = new Set(loading.spec.ignore ?? [])
  for await (const chunk of loading.source.read(undefined, 500)) {
    const prepared = (await preparer.prepare(chunk.records)).filter(
      ({ record, rows }) => rows.length > 0 && !left.has(record.index),
    )
    if (preparer.columns === undefined) continue
    const target = targetOf(context.dialect, { table: loading.table, key: loading.spec.key, columns: preparer.columns })
    await compareBlock(context.db, { check, target, ignore, renamed, tally }, prepared)
  }
  return outcomeOf(tally, { check, ignore, left: left.size })
}

function outcomeOf(tally: Tally, about: { check: EqualCheck; ignore: ReadonlySet<string>; left: number }): Outcome {
  const how =
    about.check.back === undefined
      ? 'every loaded record, mapped again, with its row'
      : 'every loaded record with the record rebuilt from its row'
  const but = [
    ...(about.left > 0 ? [`${formatCount(about.left)} listed records left out`] : []),
    ...(tally.renamed > 0 ? [`${formatCount(tally.renamed)} with the new key they were given`] : []),
    ...(about.ignore.size > 0 ? [`not ${[...about.ignore].join(', ')}`] : []),
  ]
  return {
    ok: tally.differences === 0,
    compared: `${how}, column by column${but.length > 0 ? ` (${but.join('; ')})` : ''}`,
    before: `${formatCount(tally.records)} records`,
    after: `${formatCount(tally.rows)} rows`,
    differences: tally.differences,
    samples: tally.samples,
  }
}

async function readRenamed(
  db: Queries,
  { run, migration, step }: StepKey,
): Promise<ReadonlyMap<number, readonly Value[]>> {
  const rows = await db.all(sql`select record, key from millwright_lineage
    where run = ${run} and migration = ${migration} and step = ${step} and action like 'renamed%'`)
  return new Map(rows.map((row) => [countOf(row['record']), unpackValues(row['key'] as string) as Value[]]))
}

async function compareBlock(db: Queries, comparing: Comparing, prepared: readonly Prepared[]): Promise<void> {
  const given = prepared.flatMap((one) => one.rows.map((row) => ({ one, row })))
  const settled = await comparing.target.settleAll(
    db,
    given.map(({ row }) => row),
  )
  const wanted = given.map(({ one }, at) => {
    const row = settled[at] as readonly Value[]
    return { one, row, key: comparing.renamed.get(one.record.index) ?? comparing.target.keyOf(row) }
  })
  const found = await readByKeys(
    db,
    comparing.target,
    wanted.map(({ key }) => key),
  )
  comparing.tally.records += prepared.length
  for (const { one, row, key } of wanted) compareRow(comparing, { one, row, key, stored: found.get(nameOf(key)) })
}

const nameOf = (key: readonly Value[]): string => key.map((value) => String(value)).join('\u0000')

async function readByKeys(
  db: Queries,
  target: Target,
  keys: readonly (readonly Value[])[],
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const found = new Map<string, readonly Value[]>()
  for (let at = 0; at < keys.length; at += 200) {
    const some = keys.slice(at, at + 200)
    const rows = await db.all(
      sql`select ${sql.ids(target.columns)} from ${sql.table(target.table)} where ${isOneOf(target.key, some)}`,
    )
    for (const row of rows) {
      const values = target.columns.map((name) => row[name] as Value)
      found.set(nameOf(target.keyOf(values)), values)
    }
  }
  return found
}

function isOneOf(key: readonly string[], values: readonly (readonly Value[])[]): Sql {
  if (key.length === 1)
    return sql`${sql.id(key[0] as string)} in (${sql.join(values.map(([value]) => value as Value))})`
  // A list of rows is written in another way by every database.
  const isKey = (one: readonly Value[]): Sql =>
    sql.join(
      key.map((name, at) => sql`${sql.id(name)} = ${one[at] as Value}`),
      ' and ',
    )
  return sql.join(values.map(isKey), ' or ')
}

type Compared = {
  readonly one: Prepared
  readonly row: readonly Value[]
  readonly key: readonly Value[]
  readonly stored: readonly Value[] | undefined
}

function compareRow(comparing: Comparing, { one, row, key, stored }: Compared): void {
  const { tally, target, check } = comparing
  tally.rows++
  const isRenamed = comparing.renamed.has(one.record.index)
  if (isRenamed) tally.renamed++
  const where = oneLine(
    `record ${one.record.index} (${target.key.map((name, at) => `${name}=${showValue(key[at])}`).join(', ')})`,
    120,
  )
  if (stored === undefined) return differ(tally, `${where}: no such row`)
  const pairs =
    check.back === undefined
      ? columnPairs(comparing, { row, stored, isRenamed })
      : backPairs(check, { one, stored: asRow(target, stored) })
  for (const { name, source, row: value } of pairs) {
    if (packValues([plain(source)]) !== packValues([plain(value)]))
      differ(
        tally,
        oneLine(`${where}: ${name} is ${showValue(source)} in the source and ${showValue(value)} in the table`, 240),
      )
  }
}

type Pair = { readonly name: string; readonly source: Value; readonly row: Value }

function columnPairs(
  { target, ignore }: Comparing,
  { row, stored, isRenamed }: { row: readonly Value[]; stored: readonly Value[]; isRenamed: boolean },
): readonly Pair[] {
  return target.columns
    .map((name, at) => ({ name, source: row[at] as Value, row: stored[at] as Value }))
    .filter(({ name }) => !ignore.has(name) && !(isRenamed && target.key.includes(name)))
}

function backPairs(check: EqualCheck, { one, stored }: { one: Prepared; stored: Row }): readonly Pair[] {
  const rebuilt = (check.back as NonNullable<typeof check.back>)(stored)
  const record =
    check.of === undefined ? (one.record.value as Record<string, Value>) : check.of(one.record.value as never)
  return Object.keys(rebuilt).map((name) => ({ name, source: record[name] ?? null, row: rebuilt[name] as Value }))
}

// A JSON number and an integer of the database are the same value when their digits are.
const plain = (value: Value): Value =>
  typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value

function differ(tally: Tally, text: string): void {
  tally.differences++
  if (tally.samples.length < sampleSize) tally.samples.push(text)
}
