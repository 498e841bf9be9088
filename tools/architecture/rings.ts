/** Finds rings of files that import each other, type-only imports included. */
import type { Import } from './imports.ts'

type Search = {
  readonly edges: ReadonlyMap<string, readonly string[]>
  readonly done: Set<string>
  readonly path: string[]
}

/** Each ring once, as the files in the order in which they import each other. */
export function findRings(imports: readonly Import[]): string[][] {
  const edges = edgesOf(imports)
  const search: Search = { edges, done: new Set(), path: [] }
  return [...edges.keys()].flatMap((file) => ringsFrom(file, search))
}

function edgesOf(imports: readonly Import[]): Map<string, string[]> {
  const edges = new Map<string, string[]>()
  for (const { from, to, isRelative } of imports) {
    if (isRelative) edges.set(from, [...(edges.get(from) ?? []), to])
  }
  return edges
}

function ringsFrom(file: string, search: Search): string[][] {
  const at = search.path.indexOf(file)
  if (at !== -1) return [search.path.slice(at)]
  if (search.done.has(file)) return []
  search.done.add(file)
  search.path.push(file)
  const rings = (search.edges.get(file) ?? []).flatMap((next) => ringsFrom(next, search))
  search.path.pop()
  return rings
}
