import { type Connection, type Row, sql, type Value } from 'millwright'
import { fieldsOf, type Register } from '../domain/fields.ts'
import { readOcm } from '../domain/ocm.ts'
import { readPpm } from '../domain/ppm.ts'
import { type Facts, lookupsOf } from '../loads/params.ts'
import { tableOfRegister } from '../loads/registers.ts'
import { recordsIn } from './read-files.ts'

/** What can be said of a column without its order. */
export type Figures = {
  readonly filled: number
  readonly distinct: number
  readonly least: string
  readonly greatest: string
  readonly length: number
}

export type Compared = {
  readonly column: string
  readonly source: Figures
  readonly table: Figures
  readonly ok: boolean
}

/** A run, and what it was told. */
export type RunFacts = { readonly run: string; readonly facts: Facts }

/** V4: number of values, number of different ones, smallest, greatest and total length, of every column, on both sides. */
export async function compareColumns(
  db: Connection,
  register: Register,
  { run, facts }: RunFacts,
): Promise<readonly Compared[]> {
  const columns = fieldsOf[register].map(({ column }) => column)
  const folds = new Map(columns.map((column) => [column, newFold()]))
  const kept = await keptBy(db, register, run)
  for await (const { index, value } of recordsIn(facts, `${register}.json`)) {
    const serial = kept.get(index)
    const row = serial === undefined ? undefined : rowOf(register, value, facts)
    if (row !== undefined)
      for (const [column, fold] of folds) fold.add(column === 'serial' ? (serial as string) : row[column])
  }
  const table = await figuresIn(db, register, { columns, facts })
  return columns.map((column) => {
    const [source, stored] = [(folds.get(column) as Fold).figures(), table.get(column) as Figures]
    return { column, source, table: stored, ok: JSON.stringify(source) === JSON.stringify(stored) }
  })
}

/** The records that have a row of this run, with the serial the row got. */
async function keptBy(db: Connection, register: Register, run: string): Promise<ReadonlyMap<number, string>> {
  const rows = await db.all(sql`select record, key from millwright_lineage
    where run = ${run} and step = ${register} and key is not null and target = ${tableOfRegister[register]}`)
  return new Map(
    rows.map((row) => [Number(row['record']), (JSON.parse(row['key'] as string) as string[])[0] as string]),
  )
}

function rowOf(register: Register, raw: unknown, facts: Facts): Readonly<Record<string, Value>> | undefined {
  const rules = { policies: facts.policies, asOf: facts.asOf, ...lookupsOf(facts) }
  const result = register === 'ocm' ? readOcm(raw, rules) : readPpm(raw, rules)
  return result.ok ? result.row : undefined
}

type Fold = { readonly add: (value: Value | undefined) => void; readonly figures: () => Figures }

function newFold(): Fold {
  const seen = new Set<string>()
  let [filled, length] = [0, 0]
  let [least, greatest]: [Value, Value] = [null, null]
  return {
    add: (value) => {
      if (value === null || value === undefined) return
      const text = String(value)
      filled++
      length += charactersIn(text)
      seen.add(text)
      if (least === null || isBefore(value, least)) least = value
      if (greatest === null || isBefore(greatest, value)) greatest = value
    },
    figures: () => ({ filled, distinct: seen.size, least: String(least), greatest: String(greatest), length }),
  }
}

/** The database counts code points. */
function charactersIn(text: string): number {
  let count = 0
  for (const _point of text) count++
  return count
}

/** Text in the order of its bytes, as the database has it. */
const isBefore = (a: Value, b: Value): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? a < b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) < 0

type Wanted = { readonly columns: readonly string[]; readonly facts: Facts }

async function figuresIn(
  db: Connection,
  register: Register,
  { columns, facts }: Wanted,
): Promise<ReadonlyMap<string, Figures>> {
  const figures = new Map<string, Figures>()
  for (const column of columns) {
    const name = sql.id(column)
    const row =
      await db.get(sql`select count(${name}) as filled, count(distinct ${name}) as different, min(${name}) as least,
      max(${name}) as greatest, coalesce(sum(length(${name})), 0) as size
      from ${sql.id(tableOfRegister[register])} where created_at = ${facts.startedAt}`)
    figures.set(column, figuresOf(row as Row))
  }
  return figures
}

const figuresOf = (row: Row): Figures => ({
  filled: Number(row['filled']),
  distinct: Number(row['different']),
  least: String(row['least']),
  greatest: String(row['greatest']),
  length: Number(row['size']),
})
