import { headsOf } from '../history/graph.ts'
import { type Project, readGraph } from './project.ts'

export type Head = { readonly id: string; readonly name: string; readonly file: string }

/** The migrations that no other follows. The database is not asked. */
export async function heads(project: Project): Promise<readonly Head[]> {
  const graph = await readGraph(project)
  return headsOf(graph).flatMap((id) => {
    const found = graph.migrations.get(id)
    return found === undefined ? [] : [{ id, name: found.name, file: found.file }]
  })
}
