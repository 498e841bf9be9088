import type { Ddl } from '../dialects/ddl.ts'
import { labelOf } from '../diff/walk.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { ForeignFile } from '../history/foreign/tool.ts'
import { cannotPlay } from '../history/foreign/problems.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import { causedBy, wordsBeneath } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import { type Alteration, compare } from '../schema/change.ts'
import { loadStatements } from './diff.ts'

/** Where databases are made to be looked at and thrown away. */
export type Workshop = {
  readonly dialect: Dialect
  readonly ddl: Ddl
  /** The database that they are to be like. */
  readonly near: string
}

/** Makes an empty database, lets it be worked on, and removes it. */
async function inScratch<T>({ dialect, near }: Workshop, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await dialect.scratch(near)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/**
 * The statements that make the schema of a database without some of its tables.
 * @param keeps whether schemas stay in which nothing else stood
 */
export const printWithout = (
  workshop: Workshop,
  db: Queries,
  { tables, keeps }: { readonly tables: readonly string[]; readonly keeps: 'schemas' | 'nothing' },
): Promise<readonly string[]> =>
  inScratch(workshop, async (scratch) => {
    await loadStatements(workshop.ddl, scratch, await workshop.ddl.recreate(db))
    for (const table of tables) await scratch.run(sql`drop table if exists ${sql.table(table)}`)
    if (keeps === 'nothing') for (const schema of schemasOf(tables)) await dropIfEmpty(scratch, schema)
    return workshop.ddl.recreate(scratch)
  })

const schemasOf = (tables: readonly string[]): ReadonlySet<string> =>
  new Set(tables.filter((table) => table.includes('.')).map((table) => table.split('.')[0] as string))

/** A tool that keeps its table in a schema of its own made that schema too. */
async function dropIfEmpty(db: Connection, schema: string): Promise<void> {
  try {
    await db.run(sql`drop schema ${sql.id(schema)}`)
  } catch {
    // Somebody else's things stand in it.
  }
}

/** The statements that make what these scripts give when they are played one after the other. @throws ADOPT107 */
export const printOfFiles = (workshop: Workshop, files: readonly ForeignFile[]): Promise<readonly string[]> =>
  inScratch(workshop, async (scratch) => {
    for (const { file, script = '' } of files) await play(workshop, scratch, { file, script })
    return workshop.ddl.recreate(scratch)
  })

type Script = { readonly file: string; readonly script: string }

async function play(workshop: Workshop, db: Connection, { file, script }: Script): Promise<void> {
  try {
    await loadStatements(
      workshop.ddl,
      db,
      workshop.dialect.split(script).map(({ text }) => text),
    )
  } catch (error) {
    throw causedBy(cannotPlay(file, wordsBeneath(error)), error)
  }
}

/** What differs between two schemas, in a few words each: what the first would need to become the second. */
export const differencesBetween = (
  workshop: Workshop,
  from: readonly string[],
  to: readonly string[],
): Promise<readonly string[]> =>
  inScratch(workshop, async (a) => {
    await loadStatements(workshop.ddl, a, from)
    return inScratch(workshop, async (b) => {
      await loadStatements(workshop.ddl, b, to)
      const { ddl } = workshop
      const [before, after] = [await ddl.describe(a), await ddl.describe(b)]
      return labels(compare(before.entities, after.entities))
    })
  })

/** What belongs to a table that comes or goes comes or goes with it, and is not told by itself. */
function labels(changes: readonly Alteration[]): readonly string[] {
  const whole = new Set(
    changes.flatMap((change) =>
      change.kind !== 'alter' && change.entity.of === undefined ? [`${change.kind} ${change.entity.name}`] : [],
    ),
  )
  const isTold = (change: Alteration): boolean =>
    change.kind === 'alter' || !whole.has(`${change.kind} ${change.entity.of ?? ''}`)
  return changes.filter(isTold).map(labelOf).toSorted()
}
