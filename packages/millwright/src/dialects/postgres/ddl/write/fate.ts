import { type Entity, type EntityKind, idOf } from '../../../../schema/catalogue.ts'
import type { DdlOrder } from '../../../ddl.ts'
import { type Graph, graphOf, isForeignKey } from './graph.ts'
import { ident } from './ident.ts'
import { canStay } from './in-place.ts'

export type Pair = { readonly from: Entity; readonly to: Entity }

/** What becomes of every entity that something happens to; ids that stand nowhere here stay as they are. */
export type Fate = {
  readonly from: Graph
  readonly to: Graph
  /** These are dropped, those of them that are also in `made` only to be made anew. */
  readonly gone: ReadonlyMap<string, Entity>
  readonly made: ReadonlyMap<string, Entity>
  readonly altered: ReadonlyMap<string, Pair>
  /** Types that are made anew under their name, and whose values are converted. */
  readonly retyped: ReadonlyMap<string, Pair>
  /** Columns whose values are written anew in another type; all of them are in `altered` too. */
  readonly converted: ReadonlySet<string>
  /** Sequences behind the default of the same column that have another name now: they go on counting under it. */
  readonly renamed: readonly Pair[]
}

/** Decides what can stay, what is made anew, and what goes along with it. */
export function decideFate(order: DdlOrder): Fate {
  const from = graphOf(order.from)
  const to = graphOf(order.to)
  const work = new Work(from, to)
  const skipped = tablesInMotion(order)
  for (const change of order.changes) {
    const entity = change.kind === 'alter' ? change.to : change.entity
    if (entity.of !== undefined && skipped.has(entity.of)) continue
    if (change.kind === 'create') work.made.set(idOf(entity), entity)
    else if (change.kind === 'drop') work.gone.set(idOf(entity), entity)
    else work.alter({ from: change.from, to: change.to })
  }
  work.renameSequences()
  work.remakeByKey()
  work.spread()
  return work
}

/** Tables that become a part of another one or cease to be: what belongs to them is looked at when they are. */
const tablesInMotion = ({ changes }: DdlOrder): ReadonlySet<string> =>
  new Set(
    changes.flatMap((change) =>
      change.kind === 'alter' &&
      change.from.kind === 'table' &&
      change.from.facts['parents'] !== change.to.facts['parents']
        ? [change.from.name]
        : [],
    ),
  )

export const isPart = ({ facts }: Entity): boolean => facts['bound'] !== undefined

/** What holds no rows and is made again from its text alone. */
const remakeable = new Set<EntityKind>([
  'default',
  'function',
  'constraint',
  'index',
  'view',
  'materialized view',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'comment',
  'grant',
])

/** What the server does not carry along by itself when the type of a column changes. */
const blocking = new Set<EntityKind>(['default', 'function', 'view', 'materialized view', 'rule', 'trigger', 'policy'])

const whole = new Set(['smallint', 'integer', 'bigint'])

class Work implements Fate {
  readonly from: Graph
  readonly to: Graph
  readonly gone = new Map<string, Entity>()
  readonly made = new Map<string, Entity>()
  readonly altered = new Map<string, Pair>()
  readonly retyped = new Map<string, Pair>()
  readonly converted = new Set<string>()
  readonly renamed: Pair[] = []

  constructor(from: Graph, to: Graph) {
    this.from = from
    this.to = to
  }

  alter(pair: Pair): void {
    const id = idOf(pair.from)
    if (canStay(pair.from, pair.to)) this.#stay(id, pair)
    else if (pair.from.kind === 'type') this.retyped.set(id, pair)
    else this.#remake(id, pair)
  }

  renameSequences(): void {
    for (const { from, to } of this.altered.values()) {
      if (from.kind !== 'default') continue
      const [old] = from.needs.flatMap((id) => (id.startsWith('sequence ') ? (this.gone.get(id) ?? []) : []))
      const [now] = to.needs.flatMap((id) => (id.startsWith('sequence ') ? (this.made.get(id) ?? []) : []))
      if (old === undefined || now === undefined) continue
      this.gone.delete(idOf(old))
      this.made.delete(idOf(now))
      this.renamed.push({ from: old, to: now })
    }
  }

  /** A column by which a table is cut into parts cannot change its type: the table is made anew, and its rows come over. */
  remakeByKey(): void {
    for (const id of this.converted) {
      const column = this.altered.get(id)?.from
      const table = idOf({ kind: 'table', name: column?.of ?? '' })
      const [from, to] = [this.from.get(table), this.to.get(table)]
      if (column === undefined || from === undefined || to === undefined || !this.#cutsBy(from, column.name)) continue
      this.converted.delete(id)
      this.#remake(table, { from, to })
    }
  }

  /** Whether a table, or a part of it, is cut into parts by a column. */
  #cutsBy(table: Entity, column: string): boolean {
    const key = table.facts['partition_key']
    if (key === undefined) return false
    const names: readonly string[] = key.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []
    if (names.includes(ident(column))) return true
    return this.from.dependents(idOf(table)).some((part) => isPart(part) && this.#cutsBy(part, column))
  }

  #stay(id: string, pair: Pair): void {
    this.altered.set(id, pair)
    const { from, to } = pair
    const isConverted = from.facts['type'] !== to.facts['type'] || from.facts['collation'] !== to.facts['collation']
    if (from.kind === 'column' && isConverted) this.converted.add(id)
  }

  #remake(id: string, { from, to }: Pair): void {
    this.altered.delete(id)
    this.gone.set(id, from)
    this.made.set(id, to)
  }

  /** Follows the needs of what goes and of what changes its type, until nothing more is touched. */
  spread(): void {
    const waiting = [...this.retyped.keys(), ...this.converted, ...this.gone.keys()]
    const seen = new Set<string>()
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      for (const dependent of this.from.dependents(id)) {
        const touched = this.#touch(dependent, id)
        if (touched) waiting.push(idOf(dependent))
      }
    }
  }

  /** @returns whether the dependent goes or changes too */
  #touch(dependent: Entity, id: string): boolean {
    const own = idOf(dependent)
    const to = this.to.get(own)
    if (this.gone.has(own) || to === undefined) return this.gone.has(own)
    const pair = { from: dependent, to }
    if (this.retyped.has(id)) return this.#touchByType(own, pair)
    if (this.converted.has(id)) return this.#touchByColumn(own, pair)
    return this.#touchByLoss(own, pair, id)
  }

  #touchByType(own: string, pair: Pair): boolean {
    const { kind, facts } = pair.from
    if (kind === 'type') {
      this.altered.delete(own)
      this.retyped.set(own, pair)
      return true
    }
    if (kind === 'column' && facts['generated'] === undefined) {
      this.altered.set(own, pair)
      this.converted.add(own)
      return true
    }
    return this.#remakeIf(remakeable.has(kind) || kind === 'column', own, pair)
  }

  #touchByColumn(own: string, pair: Pair): boolean {
    const { kind, facts } = pair.from
    if (kind === 'column') return this.#remakeIf(facts['generated'] !== undefined, own, pair)
    if (isForeignKey(pair.from)) return this.#remakeIf(!this.#staysWhole(pair.from), own, pair)
    return this.#remakeIf(blocking.has(kind), own, pair)
  }

  /** Whole numbers of different widths can be compared with each other, so that a reference outlives the change of both ends. */
  #staysWhole({ needs }: Entity): boolean {
    const pairs = needs.filter((id) => this.converted.has(id)).map((id) => this.altered.get(id))
    return pairs.every((pair) => whole.has(pair?.from.facts['type'] ?? '') && whole.has(pair?.to.facts['type'] ?? ''))
  }

  #touchByLoss(own: string, pair: Pair, id: string): boolean {
    const { kind, facts } = pair.from
    const isLate = !this.made.has(id) && isDroppedLate(this.from.get(id))
    if (isLate && this.altered.has(own)) return false // it is changed before the other one goes
    const isOfTable = this.from.get(id)?.kind === 'table'
    const isPartOfLost = kind === 'table' && isPart(pair.from)
    const isColumn = kind === 'column' && (isOfTable || facts['generated'] !== undefined)
    return this.#remakeIf(remakeable.has(kind) || isPartOfLost || isColumn, own, pair)
  }

  #remakeIf(does: boolean, id: string, pair: Pair): boolean {
    if (does) this.#remake(id, pair)
    return does
  }
}

const late = new Set<EntityKind>(['schema', 'extension', 'type', 'sequence', 'function', 'table', 'column'])

/** What goes only when everything else is done: its values may still be needed. A computed column has none of its own. */
export const isDroppedLate = (entity: Entity | undefined): boolean =>
  entity !== undefined && late.has(entity.kind) && entity.facts['generated'] === undefined
