import { fingerprintLike, type OwnFingerprint, ownFingerprint, RowSum } from '../backup/fingerprint.ts'
import type { Outcome } from '../checks/check.ts'
import type { Queries } from '../kernel/connection.ts'
import { formatCount } from '../kernel/text.ts'
import { readBaseline, writeBaseline } from '../ledger/baseline.ts'
import { readPart, type Sums } from '../ledger/parts.ts'
import { isOwn, type Schema } from '../schema/schema.ts'
import type { Declared } from '../steps/declared.ts'
import { tableNameOf } from '../steps/describe.ts'
import { stepBaseline } from '../steps/measure.ts'
import type { RunContext } from './context.ts'

export type Print = { readonly rows: number; readonly sum: string }
type Prints = { readonly [name: string]: OwnFingerprint & { readonly columns: readonly string[] } }

/**
 * Proves that a step's table is exactly what it was, plus the rows the step says it added, minus those it took away:
 * `after = before + written − removed`, as fingerprints over the columns the step names.
 */
export async function proveStepTable(
  context: RunContext,
  migration: string,
  step: string,
): Promise<Outcome | undefined> {
  const part = await readPart(context.db, { run: context.run, migration, step })
  const [entry] = Object.entries(part?.sums ?? {})
  if (entry === undefined) return undefined
  const [table, written] = entry
  const { columns, rows, sum } = written
  const name = stepBaseline(step, table)
  const before = printOf(await readBaseline(context.db, { run: context.run, migration, name }))
  const expected = RowSum.fromHex(before.sum)
  expected.addSum(RowSum.fromHex(sum))
  return {
    ...comparePrints(
      { rows: before.rows + rows, sum: expected.toHex() },
      await fingerprintLike(written, context.db, table),
    ),
    compared: `fingerprint of ${table} (${columns.join(', ')}): what was there, plus what the step wrote, minus what it took away`,
  }
}

const printOf = (stored: unknown): Print => (stored as Print | undefined) ?? { rows: 0, sum: RowSum.zero }

function comparePrints(expected: Print, found: Print): Omit<Outcome, 'compared'> {
  const ok = found.sum === expected.sum && found.rows === expected.rows
  return {
    ok,
    before: `${formatCount(expected.rows)} rows, ${expected.sum.slice(0, 16)}`,
    after: `${formatCount(found.rows)} rows, ${found.sum.slice(0, 16)}`,
    differences: ok ? 0 : Math.max(1, Math.abs(found.rows - expected.rows)),
    samples: ok ? [] : ['a trigger, a cascade or somebody else changed rows of this table'],
  }
}

/** What a move may touch: by table, the columns its fills change, or `all` where rows are added. */
function touchesOf(declared: Declared): ReadonlyMap<string, 'all' | readonly string[]> {
  const touches = new Map<string, 'all' | readonly string[]>()
  for (const step of declared.steps) {
    if (step.kind === 'tidy') continue
    if (step.kind === 'fill') addColumns(touches, step.spec.table, Object.keys(step.spec.set))
    else touches.set(tableNameOf(step), 'all')
  }
  return touches
}

function addColumns(touches: Map<string, 'all' | readonly string[]>, table: string, columns: readonly string[]): void {
  const before = touches.get(table) ?? []
  if (before !== 'all') touches.set(table, [...before, ...columns])
}

/** Fingerprints everything a move does not declare, before it begins. */
export async function measureUndeclared(
  context: RunContext,
  tx: Queries,
  { migration, declared }: { migration: string; declared: Declared },
): Promise<void> {
  const key = { run: context.run, migration, name: 'undeclared' }
  if ((await readBaseline(tx, key)) !== undefined) return
  await writeBaseline(tx, key, await printUndeclared(await context.dialect.inspect(tx), tx, declared))
}

async function printUndeclared(schema: Schema, db: Queries, declared: Declared): Promise<Prints> {
  const touches = touchesOf(declared)
  const prints: Record<string, Prints[string]> = {}
  for (const table of schema.tables) {
    const touched = touches.get(table.name)
    if (touched === 'all' || table.isPart === true || isOwn(table.name)) continue
    const columns = table.columns
      .map(({ name }) => name)
      .filter((name) => touched === undefined || !touched.includes(name))
    if (columns.length > 0) prints[table.name] = { ...(await ownFingerprint(db, table.name, columns)), columns }
  }
  return prints
}

/** Proves that tables and columns a move does not declare are what they were. */
export async function proveUndeclared(
  context: RunContext,
  { migration, declared }: { migration: string; declared: Declared },
): Promise<Outcome> {
  const before = (await readBaseline(context.db, { run: context.run, migration, name: 'undeclared' })) as Prints
  const after = await printUndeclared(await context.dialect.inspect(context.db), context.db, declared)
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const changed = names.filter(
    (name) => before[name]?.sum !== after[name]?.sum || before[name]?.rows !== after[name]?.rows,
  )
  return {
    ok: changed.length === 0,
    compared:
      names.length === 0
        ? 'nothing: the move declares every table there is'
        : `fingerprints of everything the move does not declare: ${names.join(', ')}`,
    before: `${formatCount(names.length)} tables`,
    after: changed.length === 0 ? 'unchanged' : `${changed.length} changed`,
    differences: changed.length,
    samples: changed
      .map(
        (name) =>
          `${name}: ${rowsOf(before[name])} before, ${rowsOf(after[name])} after (columns ${(after[name] ?? before[name])?.columns.join(', ')})`,
      )
      .slice(0, 5),
  }
}

const rowsOf = (print: Print | undefined): string =>
  print === undefined ? 'not there' : `${formatCount(print.rows)} rows`

/** Which rows an undo must give back: compares a table with what it was before the step. */
export async function proveUndone(
  context: RunContext,
  about: { run: string; migration: string; step: string; sums: Sums },
): Promise<Outcome | undefined> {
  const [entry] = Object.entries(about.sums)
  if (entry === undefined) return undefined
  const [table, written] = entry
  const { columns } = written
  const { run, migration, step } = about
  const before = printOf(await readBaseline(context.db, { run, migration, name: stepBaseline(step, table) }))
  return {
    ...comparePrints(before, await fingerprintLike(written, context.db, table)),
    compared: `fingerprint of ${table} (${columns.join(', ')}) with the one taken before the step`,
  }
}

/** Proves that the database can still make keys for a table by itself; undefined when it makes none. */
export async function proveMadeKeys({ dialect, db }: RunContext, table: string): Promise<Outcome | undefined> {
  const probed = await dialect.madeKeys?.probe(db, table)
  if (probed === undefined || probed.columns.length === 0) return undefined
  const { columns, why } = probed
  return {
    ok: why === undefined,
    compared: `a row inserted into ${table} with ${columns.join(', ')} made by the database, and taken back; the next keys with those that are there`,
    differences: why === undefined ? 0 : 1,
    samples: why === undefined ? [] : [why],
  }
}
