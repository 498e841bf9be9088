import { cpSync, existsSync, renameSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Graph, oneHead, ordered } from '../history/graph.ts'
import { fileAt, type NewFile, slugOf, writeNew } from '../history/new-file.ts'
import { cannotWrite, fileExists } from '../history/problems.ts'
import { unsquashedFolder } from '../history/way.ts'
import { findMigration } from '../history/target.ts'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { noMigrationYet } from './problems.ts'
import { type Project, readGraph } from './project.ts'
import { type Range, rangeOf } from './squash-range.ts'
import { type Squash, squashText } from './squash-text.ts'

export type SquashFlags = {
  /** The last migration of the range; the head unless said. */
  readonly to?: string
  /** The first one; the beginning of the history unless said. */
  readonly from?: string
  readonly title?: string
}

export type SquashResult = {
  /** The id of the last migration that it took the place of. */
  readonly id: string
  readonly file: string
  readonly replaced: readonly string[]
  readonly parents: readonly string[]
  /** Where the history stands as it was. */
  readonly kept: string
  /** `schema`: what they made, with the rows they inserted. `statements`: their own statements, one after the other. */
  readonly form: 'schema' | 'statements'
  readonly rows: number
}

/**
 * Puts one file in the place of several migrations. A database that has them all goes on with it and runs nothing; an empty
 * one runs it; one in their middle is refused with the way out. Both ways were played before anything is written.
 * @throws SQUASH1xx, HIST1xx, PLAN101
 */
export async function squash(project: Project, { from, to, title }: SquashFlags = {}): Promise<SquashResult> {
  const graph = await readGraph(project)
  const last = to === undefined ? oneHead(graph) : findMigration(graph, to).id
  if (last === undefined) throw noMigrationYet()
  const range = rangeOf(graph, last, from === undefined ? undefined : findMigration(graph, from).id)
  const first = range.ids[0] ?? ''
  const slug = slugOf(title ?? (from === undefined ? `up to ${last}` : `${first} to ${last}`))
  const file = fileAt(project.migrations, last, slug)
  const made = await squashText(project, graph, { range, file, name: slug })
  const kept = unsquashedFolder(project.migrations, last)
  replaceFiles({ id: last, file, text: made.text }, { graph, range, folder: project.migrations, kept })
  return resultOf({ range, last, file, kept }, made)
}

type Place = { readonly range: Range; readonly last: string; readonly file: string; readonly kept: string }

const resultOf = ({ range, last, file, kept }: Place, { form, rows }: Squash): SquashResult => ({
  id: last,
  file,
  replaced: range.ids,
  parents: range.parents,
  kept,
  form,
  rows,
})

type Replacing = { readonly graph: Graph; readonly range: Range; readonly folder: string; readonly kept: string }

/** The whole folder is copied first, so that nothing is ever only in the place where it is taken away. */
function replaceFiles(made: NewFile, { graph, range, folder, kept }: Replacing): void {
  if (existsSync(kept)) throw fileExists(kept)
  try {
    cpSync(folder, kept, { recursive: true, errorOnExist: true, force: false, preserveTimestamps: true })
  } catch (error) {
    throw causedBy(cannotWrite(kept, wordsOf(error)), error)
  }
  const waiting = { ...made, file: `${made.file}.new` } // not a migration's name until the old ones are gone
  writeNew(waiting)
  for (const id of ordered(graph, new Set(range.ids))) unlinkSync(graph.migrations.get(id)?.file ?? dirname(kept))
  renameSync(waiting.file, made.file)
}
