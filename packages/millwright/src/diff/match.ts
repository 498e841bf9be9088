import type { Ddl } from '../dialects/ddl.ts'
import type { Finding } from '../kernel/finding.ts'
import type { Answers } from '../schema/answers.ts'
import { type Catalogue, type Entity, type EntityKind, ofKind, partsOf } from '../schema/catalogue.ts'
import type { Rename } from '../schema/change.ts'
import { couldBeRenamed } from '../schema/questions.ts'
import { couldBeColumn, couldBeTable, couldBeType } from './candidates.ts'
import { withoutCollisions } from './swaps.ts'

/** What has a new name, and what nobody said yet. */
export type Matched = { readonly renames: readonly Rename[]; readonly questions: readonly Finding[] }

type Sides = { readonly from: Catalogue; readonly to: Catalogue; readonly answers: Answers; readonly ddl: Ddl }

/** Tables first, then what is in them under their new names. */
export function match(sides: Sides): Matched {
  const tables = matchWhole(sides, 'table', couldBeTable)
  const types = matchWhole(sides, 'type', couldBeType)
  const parts = [...matchParts(sides, tables.renames), ...matchValues(sides, types.renames)]
  const renames = [...tables.renames, ...types.renames, ...parts.flatMap((part) => part.renames)]
  const questions = [tables, types, ...parts].flatMap((part) => part.questions)
  return { renames: withoutCollisions(renames), questions }
}

type CouldBe = (gone: Entity, made: Entity, sides: Pick<Sides, 'from' | 'to'>) => boolean

function matchWhole(sides: Sides, kind: 'table' | 'type', couldBe: CouldBe): Matched {
  const [old, now] = [ofKind(sides.from, kind), ofKind(sides.to, kind)]
  const given = sides.answers.renames.filter(
    ({ what, from, to }) => what === kind && has(old, from) && has(now, to) && !(has(now, from) && has(old, to)),
  )
  const swapped = sides.answers.renames.filter(
    ({ what, from, to }) => isSwap(sides.answers, { what, from, to }) && what === kind,
  )
  const renames = [...given, ...swapped, ...recased(sides, { what: kind, old, now })]
  return {
    renames,
    questions: open(sides, { what: kind, old, now, renames }).flatMap((pair) => ask(pair, couldBe, sides)),
  }
}

/** Two names that change places: both exist on both sides, so only the pair of answers tells. */
const isSwap = ({ renames }: Answers, { what, of, from, to }: Rename): boolean =>
  renames.some((other) => other.what === what && other.of === of && other.from === to && other.to === from)

const has = (list: readonly Entity[], name: string): boolean => list.some((entity) => entity.name === name)

type Lists = {
  readonly what: Rename['what']
  readonly of?: string
  readonly old: readonly Entity[]
  readonly now: readonly Entity[]
}

/** The same name in another case, where the database knows no difference. */
function recased({ ddl }: Sides, { what, of, old, now }: Lists): readonly Rename[] {
  if (!ddl.foldsCase) return []
  return now.flatMap(({ name }) => {
    const twin = has(old, name) ? undefined : old.find((entity) => entity.name.toLowerCase() === name.toLowerCase())
    return twin === undefined ? [] : [{ what, ...(of === undefined ? {} : { of }), from: twin.name, to: name }]
  })
}

type Pair = { readonly rename: Rename; readonly gone: Entity; readonly made: Entity }

/** Everything that goes beside everything that comes, what was answered left out. */
function open(
  { answers }: Sides,
  { what, of, old, now, renames }: Lists & { readonly renames: readonly Rename[] },
): readonly Pair[] {
  const owner = of === undefined ? {} : { of }
  const isDropped = (name: string): boolean =>
    answers.drops.some((drop) => drop.what === what && drop.from === name && (of === undefined || drop.of === of))
  const gone = old.filter(
    ({ name }) => !has(now, name) && !renames.some(({ from }) => from === name) && !isDropped(name),
  )
  const made = now.filter(({ name }) => !has(old, name) && !renames.some(({ to }) => to === name))
  return gone.flatMap((each) =>
    made.map((other) => ({ rename: { what, ...owner, from: each.name, to: other.name }, gone: each, made: other })),
  )
}

const ask = ({ rename, gone, made }: Pair, couldBe: CouldBe, sides: Sides): readonly Finding[] =>
  couldBe(gone, made, sides) ? [couldBeRenamed(rename)] : []

function matchParts(sides: Sides, tables: readonly Rename[]): readonly Matched[] {
  const old = new Set(ofKind(sides.from, 'table').map(({ name }) => name))
  return ofKind(sides.to, 'table').flatMap((table) => {
    const before = tables.find(({ to }) => to === table.name)?.from ?? table.name
    const isAnother = before === table.name && tables.some(({ from }) => from === table.name)
    if (isAnother || !old.has(before)) return []
    return (['column', 'constraint', 'index'] as const).map((kind) =>
      matchIn(sides, { kind, before, after: table.name }),
    )
  })
}

type Owner = { readonly kind: 'column' | 'constraint' | 'index'; readonly before: string; readonly after: string }

function matchIn(sides: Sides, { kind, before, after }: Owner): Matched {
  const [old, now] = [inside(sides.from, kind, before), inside(sides.to, kind, after)]
  const isMine = ({ what, of }: Rename): boolean => what === kind && (of === before || of === after)
  const given = sides.ddl.renames.includes(kind)
    ? sides.answers.renames
        .filter((rename) => isMine(rename) && has(old, rename.from) && has(now, rename.to))
        .filter((rename) => !(has(now, rename.from) && has(old, rename.to)) || isSwap(sides.answers, rename))
        .map((rename) => ({ ...rename, of: after }))
    : []
  if (kind !== 'column') return { renames: given, questions: [] }
  const renames = [...given, ...recased(sides, { what: kind, of: after, old, now })]
  const drops = sides.answers.drops.map((drop) => (drop.of === before ? { ...drop, of: after } : drop))
  const answered = { ...sides, answers: { ...sides.answers, drops } }
  const pairs = open(answered, { what: kind, of: after, old, now, renames })
  return { renames, questions: pairs.flatMap((pair) => ask(pair, couldBeColumn, sides)) }
}

const inside = (side: Catalogue, kind: EntityKind, owner: string): readonly Entity[] =>
  partsOf(side, owner).filter((entity) => entity.kind === kind)

/** A value of an enum with a new name. */
function matchValues(sides: Sides, types: readonly Rename[]): readonly Matched[] {
  return ofKind(sides.to, 'type').map((type) => {
    const before = types.find(({ to }) => to === type.name)?.from ?? type.name
    const old = ofKind(sides.from, 'type').find(({ name }) => name === before)?.members ?? []
    const now = type.members ?? []
    const renames = sides.answers.renames
      .filter(({ what, of }) => what === 'type-value' && (of === before || of === type.name))
      .filter(({ from, to }) => old.includes(from) && now.includes(to) && !now.includes(from))
      .map((rename) => ({ ...rename, of: type.name }))
    return { renames, questions: valueQuestions(sides.answers, { name: type.name, old, now, renames }) }
  })
}

type Values = {
  readonly name: string
  readonly old: readonly string[]
  readonly now: readonly string[]
  readonly renames: readonly Rename[]
}

function valueQuestions(answers: Answers, { name, old, now, renames }: Values): readonly Finding[] {
  const isMapped = (value: string): boolean =>
    answers.values.some(({ type, from }) => type === name && from === value) ||
    answers.drops.some(({ what, of, from }) => what === 'type-value' && of === name && from === value)
  const gone = old.filter(
    (value) => !now.includes(value) && !isMapped(value) && !renames.some(({ from }) => from === value),
  )
  const made = now.filter((value) => !old.includes(value) && !renames.some(({ to }) => to === value))
  if (gone.length !== made.length) return [] // then values go away, and that is another question
  return gone.flatMap((from) => made.map((to) => couldBeRenamed({ what: 'type-value', of: name, from, to })))
}
