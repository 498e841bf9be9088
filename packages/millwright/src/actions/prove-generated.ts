import type { Finding } from '../kernel/finding.ts'
import { sql } from '../kernel/sql.ts'
import { countOf } from '../kernel/value.ts'
import { isOwn } from '../schema/schema.ts'
import { openDatabase, type Project, readGraph } from './project.ts'
import { makeSampleRows } from './sample-rows.ts'
import { type TestedWay, walk, withThrowaway } from './test.ts'
import { up } from './up.ts'

/** A migration that went there, back and there again, and on what. */
export type GeneratedProof = {
  readonly on: 'a copy of the database' | 'generated rows'
  readonly tables: number
  readonly rows: number
  readonly result: TestedWay['result']
  readonly findings: readonly Finding[]
  readonly ms: number
}

/** Tries migrations that follow each other with the rows of the database; where there are none, with rows that are made up. Both are thrown away. */
export async function proveGenerated(project: Project, ids: readonly string[]): Promise<GeneratedProof> {
  const { dialect, url } = project
  const isThere = await dialect.exists(url)
  const make = (folder: string) =>
    isThere ? dialect.snapshots.copy(url, folder) : dialect.snapshots.empty(url, folder)
  return withThrowaway(project, make, async (copy) => {
    await goBefore(copy, ids[0] ?? '')
    const found = await countRows(copy)
    const made = found.rows === 0 ? await makeRows(copy) : found
    const on = found.rows === 0 ? 'generated rows' : 'a copy of the database'
    return { on, ...made, ...(await walkAll(copy, ids)) }
  })
}

type Walked = Awaited<ReturnType<typeof walk>>

/** One after the other, until one does not lead back. */
async function walkAll(copy: Project, ids: readonly string[]): Promise<Walked> {
  let all: Walked = { result: 'reversible', findings: [], ms: 0 }
  for (const id of ids) {
    const { result, findings, ms } = await walk(copy, id)
    all = { result, findings: [...all.findings, ...findings], ms: all.ms + ms }
    if (result !== 'reversible') return all
  }
  return all
}

/** What is pending and comes before it, is applied first. */
async function goBefore(copy: Project, id: string): Promise<void> {
  const parents = (await readGraph(copy)).migrations.get(id)?.parents ?? []
  for (const target of parents) await up(copy, { target, yes: true, backup: false })
}

type Counted = { readonly tables: number; readonly rows: number }

async function countRows(copy: Project): Promise<Counted> {
  const db = await openDatabase(copy, { create: true })
  try {
    const names = (await copy.dialect.tableNames(db)).filter((name) => !isOwn(name))
    let rows = 0
    for (const name of names) rows += countOf((await db.get(sql`select count(*) as n from ${sql.table(name)}`))?.['n'])
    return { tables: names.length, rows }
  } finally {
    await db.close()
  }
}

async function makeRows(copy: Project): Promise<Counted> {
  const db = await openDatabase(copy, { create: true })
  try {
    await makeSampleRows(copy.dialect, db)
  } finally {
    await db.close()
  }
  return countRows(copy)
}
