import { newMerge, writeNew } from '../history/new-file.ts'
import { findMigration } from '../history/target.ts'
import { type Project, readGraph } from './project.ts'

export type MergeFlags = { readonly words: readonly string[]; readonly title?: string }
export type MergeResult = { readonly id: string; readonly file: string; readonly parents: readonly string[] }

/** Writes a migration that joins branches and changes nothing. @throws HIST124, HIST125, HIST143 */
export async function merge(project: Project, { words, title }: MergeFlags): Promise<MergeResult> {
  const graph = await readGraph(project)
  const named = title === undefined ? {} : { title }
  const made = newMerge({ folder: project.migrations, graph, now: project.clock.now(), words, ...named })
  writeNew(made)
  return { id: made.id, file: made.file, parents: [...new Set(words.map((word) => findMigration(graph, word).id))] }
}
