import { basename } from 'node:path'
import { compareIds, type Migration, type MigrationFile } from './migration.ts'
import {
  duplicateId,
  ownParent,
  ring,
  severalHeads,
  squashedParent,
  squashedStillThere,
  unknownParent,
} from './problems.ts'
import { replacedBy } from './way.ts'

/** The history as a value: every migration after its parents. */
export type Graph = {
  /** In topological order; where the graph leaves it open, by id. */
  readonly migrations: ReadonlyMap<string, Migration>
  readonly children: ReadonlyMap<string, readonly string[]>
}

/** Joins files to a history; fails on a duplicate id, an unknown parent or a ring. */
export function buildGraph(files: readonly MigrationFile[]): Graph {
  const sorted = files.toSorted((a, b) => compareIds(a.id, b.id))
  refuseDuplicates(sorted)
  const placed = sorted.map((file, at): Migration => ({ ...file, parents: parentsAt(sorted, at) }))
  const byId = new Map(placed.map((migration) => [migration.id, migration]))
  for (const migration of placed) {
    refuseBadParents(migration, byId)
    refuseReplaced(migration, byId)
  }
  const children = childrenOf(placed)
  return { migrations: inOrder(byId, children), children }
}

/** The migrations without a parent. */
export const rootsOf = ({ migrations }: Graph): readonly string[] =>
  [...migrations.values()].filter(({ parents }) => parents.length === 0).map(({ id }) => id)

/** The migrations that no other follows. */
export const headsOf = ({ migrations, children }: Graph): readonly string[] =>
  [...migrations.keys()].filter((id) => !children.has(id))

/** The one head, or undefined for an empty history; several heads are a problem with two ways out. */
export function oneHead(graph: Graph): string | undefined {
  const heads = headsOf(graph)
  if (heads.length > 1) throw severalHeads(heads)
  return heads[0]
}

/** Everything that must be applied before these ids, without themselves unless one leads to another. */
export const ancestorsOf = ({ migrations }: Graph, ids: readonly string[]): ReadonlySet<string> =>
  reach(ids, (id) => migrations.get(id)?.parents ?? [])

/** Everything that builds on these ids. */
export const descendantsOf = ({ children }: Graph, ids: readonly string[]): ReadonlySet<string> =>
  reach(ids, (id) => children.get(id) ?? [])

/** Migrations that join branches. */
export const mergesOf = ({ migrations }: Graph): readonly string[] =>
  [...migrations.values()].filter(({ parents }) => parents.length > 1).map(({ id }) => id)

/** The ids of a set in the order of the graph. */
export const ordered = ({ migrations }: Graph, ids: ReadonlySet<string>): readonly string[] =>
  [...migrations.keys()].filter((id) => ids.has(id))

function refuseDuplicates(sorted: readonly MigrationFile[]): void {
  const twice = sorted.find(({ id }, at) => sorted[at + 1]?.id === id)
  if (twice === undefined) return
  throw duplicateId(
    twice.id,
    sorted.filter(({ id }) => id === twice.id).map(({ file }) => file),
  )
}

function parentsAt(sorted: readonly MigrationFile[], at: number): readonly string[] {
  const declared = sorted[at]?.declared
  const before = sorted[at - 1]
  return declared ?? (before === undefined ? [] : [before.id])
}

function refuseBadParents({ id, file, parents }: Migration, byId: ReadonlyMap<string, Migration>): void {
  if (parents.includes(id)) throw ownParent(file)
  const unknown = parents.find((parent) => !byId.has(parent))
  if (unknown === undefined) return
  const squash = [...byId.values()].find((each) => replacedBy(each).includes(unknown))
  throw squash === undefined
    ? unknownParent(file, unknown, idNamed(unknown, byId))
    : squashedParent(file, unknown, squash.id)
}

/** What a file took the place of must not lie beside it: it would be run twice. */
function refuseReplaced(migration: Migration, byId: ReadonlyMap<string, Migration>): void {
  const twin = replacedBy(migration).flatMap((id) => byId.get(id) ?? [])[0]
  if (twin !== undefined) throw squashedStillThere(migration.file, twin.file)
}

/** The id of the migration that somebody named by its name or its file; '' when none is called so. */
function idNamed(word: string, byId: ReadonlyMap<string, Migration>): string {
  const names = ({ id, name, file }: Migration): readonly string[] => [name, `${id}_${name}`, basename(file)]
  return [...byId.values()].find((each) => names(each).includes(word))?.id ?? ''
}

function childrenOf(migrations: readonly Migration[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const { id, parents } of migrations) {
    for (const parent of new Set(parents)) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [id])
      else known.push(id)
    }
  }
  return children
}

type ById = ReadonlyMap<string, Migration>

function inOrder(byId: ById, children: Graph['children']): ById {
  const waiting = new Map([...byId.values()].map(({ id, parents }) => [id, new Set(parents).size]))
  const ready = [...byId.keys()].filter((id) => waiting.get(id) === 0).reverse()
  const order = new Map<string, Migration>()
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.set(id, byId.get(id) as Migration)
    for (const child of children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) insertById(ready, child)
    }
  }
  if (order.size < byId.size) throw ring(findRing(byId, order))
  return order
}

/** Keeps the smallest id last, where it is taken from. */
function insertById(ready: string[], id: string): void {
  let [low, high] = [0, ready.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareIds(ready[middle] as string, id) > 0) low = middle + 1
    else high = middle
  }
  ready.splice(low, 0, id)
}

/** Follows parents among the migrations that found no place, until one comes again; the ring begins with its smallest id. */
function findRing(byId: ById, placed: ById): readonly string[] {
  const path: string[] = []
  let id = [...byId.keys()].find((start) => !placed.has(start)) as string
  while (!path.includes(id)) {
    path.push(id)
    id = byId.get(id)?.parents.find((parent) => !placed.has(parent)) as string
  }
  const members = path.slice(path.indexOf(id))
  const first = members.indexOf(members.toSorted(compareIds)[0] as string)
  return [...members.slice(first), ...members.slice(0, first)]
}

function reach(from: readonly string[], next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = from.flatMap(next)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...next(id))
  }
  return found
}
