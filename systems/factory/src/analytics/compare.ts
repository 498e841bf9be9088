import { type Queries, type Sql, sql } from 'millwright'
import { addQuality, cleanQuality, type DataQuality, type Group, groupsOf } from './elements.ts'
import { type Figures, figureSetOf } from './figures.ts'
import { type Range, rangeBefore } from './range.ts'
import { findScope, machinesOf, type Scope, type ScopeKind } from './scope.ts'
import { noSuch, Unanswerable } from './unanswerable.ts'

export type Metric = keyof Figures

/** A line of a ranking; ranks of equal values are equal, and who has no value has no rank. */
export type Ranked = {
  readonly id: string
  readonly kind: ScopeKind
  readonly code: string
  readonly name: string
  readonly rank: number | null
  readonly value: number | null
  readonly previous: number | null
  readonly delta: number | null
}

export type Comparison = { readonly ranking: readonly Ranked[]; readonly quality: DataQuality }

/** What is compared, each as the first kind of thing that has the id. @throws Unanswerable for an id of nothing */
export async function scopesOf(db: Queries, ids: readonly string[]): Promise<readonly Scope[]> {
  const kinds: readonly ScopeKind[] = ['equipment', 'work-center', 'site']
  const scopes: Scope[] = []
  for (const id of new Set(ids)) {
    let found: Scope | undefined
    for (const kind of kinds) found ??= await findScope(db, kind, id).catch(unlessMissing)
    if (found === undefined) throw noSuch('machine, work centre or site', id, 'ids')
    scopes.push(found)
  }
  return scopes
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Unanswerable && error.status === 404) return undefined
  throw error
}

type Question = { readonly scopes: readonly Scope[]; readonly range: Range; readonly metric: Metric }

/** Ranks by a figure, the greatest first, each with what it was in the range of the same length before. */
export async function compare(db: Queries, { scopes, range, metric }: Question): Promise<Comparison> {
  const now = await groupsByScope(db, scopes, range)
  const before = await groupsByScope(db, scopes, rangeBefore(range))
  const valued = scopes.map((scope) => {
    const value = valueOf(now.get(scope.id), metric)
    const previous = valueOf(before.get(scope.id), metric)
    const delta = value === null || previous === null ? null : value - previous
    const { id, kind, code, name } = scope
    return { id, kind, code, name, value, previous, delta }
  })
  const quality = [...now.values()].reduce((sum, group) => addQuality(sum, group.quality), cleanQuality)
  return { ranking: ranked(valued), quality }
}

const valueOf = (group: Group | undefined, metric: Metric): number | null =>
  group === undefined ? null : figureSetOf(group)[metric]

/** One question for all machines, one for all work centres; a site is the sum of its own. */
async function groupsByScope(db: Queries, scopes: readonly Scope[], range: Range): Promise<ReadonlyMap<string, Group>> {
  const groups = new Map<string, Group>()
  for (const member of ['equipment', 'work-center'] as const) {
    const some = scopes.filter(({ kind }) => kind === member)
    if (some.length === 0) continue
    const machines = sql.join(
      some.map((scope): Sql => sql`(${machinesOf(scope)})`),
      ' union ',
    )
    for (const group of await groupsOf(db, machines, { range, period: 'all', member })) groups.set(group.member, group)
  }
  for (const site of scopes.filter(({ kind }) => kind === 'site')) {
    const [group] = await groupsOf(db, machinesOf(site), { range, period: 'all', member: 'all' })
    if (group !== undefined) groups.set(site.id, group)
  }
  return groups
}

function ranked(valued: readonly Omit<Ranked, 'rank'>[]): readonly Ranked[] {
  const sorted = valued.toSorted(
    (a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || (a.code < b.code ? -1 : 1),
  )
  return sorted.map((one) => ({
    ...one,
    rank: one.value === null ? null : 1 + sorted.findIndex(({ value }) => value === one.value),
  }))
}
