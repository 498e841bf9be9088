import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Queries } from 'millwright'
import { asSql } from 'millwright/kysely'
import type { Database } from './tables.ts'

/** Composes queries over the book's tables and runs none: what it compiles goes through the book's one connection. */
export const build: Kysely<Database> = new Kysely({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  },
})

/** Every row of a query: its types are those that the connection gives. */
export const allOf = async <T>(db: Queries, query: Compilable<T>): Promise<readonly T[]> =>
  (await db.all(asSql(query.compile()))) as readonly T[]

/** The first row of a query; undefined when there is none. */
export const firstOf = async <T>(db: Queries, query: Compilable<T>): Promise<T | undefined> =>
  (await db.get(asSql(query.compile()))) as T | undefined

/** Writes, and says how many rows it changed. */
export const done = (db: Queries, query: Compilable): Promise<number> => db.run(asSql(query.compile()))

/** The first row of a query that has one: an insert that gives back what it wrote. */
export async function the<T>(db: Queries, query: Compilable<T>): Promise<T> {
  const row = await firstOf(db, query)
  if (row === undefined) throw new TypeError('the database gave no row back')
  return row
}
