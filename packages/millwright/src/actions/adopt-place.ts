import { ancestorsOf, type Graph, ordered } from '../history/graph.ts'
import type { Migration } from '../history/migration.ts'
import { nowhere, severalPlaces } from '../history/foreign/problems.ts'
import { playMigration } from '../plan/make-plan.ts'
import { openReplay } from '../plan/replay.ts'
import { schemaDifferences } from '../schema/hash-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { Project } from './project.ts'

/** A place of the history, and how the database differs from it. */
type Place = { readonly id: string; readonly differences: readonly string[] }

/**
 * Finds the migration after which the schema is that of the database.
 * @param recorded ids that another tool recorded, which decide among several such places
 * @throws ADOPT108 when there is none, ADOPT109 when there are several and nothing tells which
 */
export async function placeOf(
  project: Project,
  graph: Graph,
  { live, recorded }: { readonly live: Schema; readonly recorded: readonly string[] },
): Promise<string> {
  const places = await placesIn(project, graph, live)
  const same = places.filter(({ differences }) => differences.length === 0).map(({ id }) => id)
  const last = ordered(graph, new Set(recorded.filter((id) => graph.migrations.has(id)))).at(-1)
  if (last !== undefined && same.includes(last)) return last
  if (same.length > 1) throw severalPlaces(same)
  const [only] = same
  if (only !== undefined && last === undefined) return only
  const nearest = places.find(({ id }) => id === last) ?? nearestOf(places)
  throw nowhere(nearest.id, nearest.differences)
}

/** The last of those that differ least. */
const nearestOf = (places: readonly Place[]): Place =>
  places.reduce((best, place) => (place.differences.length <= best.differences.length ? place : best))

/** Plays a line of migrations once; where the history branches, each place is played by itself. */
async function placesIn(project: Project, graph: Graph, live: Schema): Promise<readonly Place[]> {
  const ids = ordered(graph, new Set(graph.migrations.keys()))
  const isLine = ids.every((id, at) => ancestorsOf(graph, [id]).size === at)
  if (isLine) return playLine(project, graph, { ids, live, looks: () => true })
  const places: Place[] = []
  for (const id of ids) {
    const way = ordered(graph, new Set([...ancestorsOf(graph, [id]), id]))
    places.push(...(await playLine(project, graph, { ids: way, live, looks: (each) => each === id })))
  }
  return places
}

type Line = { readonly ids: readonly string[]; readonly live: Schema; readonly looks: (id: string) => boolean }

async function playLine(project: Project, graph: Graph, { ids, live, looks }: Line): Promise<readonly Place[]> {
  const replay = await openReplay(project.dialect, project.url)
  const places: Place[] = []
  try {
    for (const id of ids) {
      await playMigration(replay, graph.migrations.get(id) as Migration, project.params)
      if (looks(id)) places.push({ id, differences: schemaDifferences(await replay.schema(), live) })
    }
    return places
  } finally {
    await replay.close()
  }
}
