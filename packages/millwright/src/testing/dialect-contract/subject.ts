import type { Dialect } from '../../dialects/dialect.ts'
import type { Connection, Queries, RowBlock } from '../../kernel/connection.ts'
import { isProblem } from '../../kernel/problem.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'

/** What a dialect brings along to be held against the port. */
export type DialectUnderTest = {
  readonly dialect: Dialect
  /** A database that does not exist yet, or is empty, and can be opened more than once. */
  readonly url: string
  /** The URL of another database beside it that does not exist. */
  readonly beside: (name: string) => string
  /** Where a copy may be written; default: as `beside`. */
  readonly copyAt?: (name: string) => string
  /** A folder for what a working copy needs. */
  readonly folder: string
  /** The names of the types that keep 64-bit integers, IEEE floats, any text and bytes as they are. */
  readonly types: { readonly integer: string; readonly float: string; readonly text: string; readonly bytes: string }
  /** Values that these types must give back, by type; what is common to all databases is tried anyway. */
  readonly corpus?: Readonly<Record<string, readonly Value[]>>
  dispose(): Promise<void>
}

/** One test's database, and what it belongs to. */
export type Subject = { readonly given: DialectUnderTest; readonly db: Connection }
export type About = () => Subject

export async function makeParts({ given, db }: Subject): Promise<void> {
  const { integer, text } = given.types
  await db.run(sql`create table parts (id ${sql.raw(integer)} primary key, name ${sql.raw(text)} not null unique,
    qty ${sql.raw(integer)} check (qty >= 0))`)
}

export const parts = { table: 'parts', columns: ['id', 'name', 'qty'], key: ['id'] } as const

export const countRows = async (db: Queries): Promise<Value | undefined> =>
  (await db.get(sql`select count(*) as n from parts`))?.['n']

export const plain = (rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row }))

export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return isProblem(error) ? error.code : String(error)
}

export const failureOf = async ({ given }: Subject, work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => given.dialect.failure(error),
  )

export async function gather(blocks: AsyncIterable<RowBlock>): Promise<readonly RowBlock[]> {
  const all: RowBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}
