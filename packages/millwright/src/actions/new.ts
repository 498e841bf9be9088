import { newMigration, writeNew } from '../history/new-file.ts'
import type { NewKind } from '../history/scaffold.ts'
import { findMigration } from '../history/target.ts'
import { oneHead } from '../history/graph.ts'
import { type Project, readGraph } from './project.ts'

export type NewFlags = { readonly title: string; readonly kind: NewKind; readonly parents?: readonly string[] }

export type NewResult = {
  readonly id: string
  readonly file: string
  readonly kind: NewKind
  readonly parents: readonly string[]
}

/** Writes the file of a new migration. @throws HIST1xx */
export async function newFile(project: Project, { title, kind, parents: words }: NewFlags): Promise<NewResult> {
  const graph = await readGraph(project)
  const head = words === undefined ? oneHead(graph) : undefined
  const parents = words?.map((word) => findMigration(graph, word).id) ?? (head === undefined ? [] : [head])
  const made = newMigration({ folder: project.migrations, graph, now: project.clock.now(), title, kind, parents })
  writeNew(made)
  return { id: made.id, file: made.file, kind, parents }
}
