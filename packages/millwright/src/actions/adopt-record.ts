import type { FoundTool } from '../history/foreign/read-foreign.ts'
import { sql } from '../kernel/sql.ts'
import { openDatabase, type Project } from './project.ts'
import { stamp } from './stamp.ts'

type Retiring = {
  readonly found: FoundTool | undefined
  readonly flags: { readonly retire?: boolean }
}

/** The tables of the other tool that are put aside. */
export const retiredBy = ({ flags, found }: Retiring): readonly string[] =>
  flags.retire === true ? (found?.tables ?? []) : []

/** The run that recorded it, and the new names of the tables that were put aside. */
type Recorded = { readonly run: string; readonly retired: readonly string[] }

/** What is recorded, and whose tables are put aside. */
type Recording = Retiring & { readonly migration: string }

/** The stamp plays the history once more and compares, so what is recorded is proved by the ordinary means. */
export async function record(project: Project, { found, flags, migration }: Recording): Promise<Recorded> {
  const retired = retiredBy({ flags, found }).map((name) => ({ from: name, to: retiredName(name) }))
  await rename(project, retired)
  try {
    const { run } = await stamp(project, { target: migration })
    return { run, retired: retired.map(({ to }) => to) }
  } catch (error) {
    await rename(
      project,
      retired.map(({ from, to }) => ({ from: to, to: lastOf(from) })),
    )
    throw error
  }
}

const lastOf = (path: string): string => path.split('.').at(-1) ?? path

/** Names that begin so are ours, and stand in no schema. */
const retiredName = (path: string): string =>
  [...path.split('.').slice(0, -1), `millwright_retired_${lastOf(path)}`].join('.')

type Renaming = { readonly from: string; readonly to: string }

async function rename(project: Project, list: readonly Renaming[]): Promise<void> {
  if (list.length === 0) return
  const db = await openDatabase(project)
  try {
    await db.transaction(async (tx) => {
      for (const { from, to } of list) await tx.run(sql`alter table ${sql.table(from)} rename to ${sql.id(lastOf(to))}`)
    })
  } finally {
    await db.close()
  }
}
