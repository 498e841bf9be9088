import type { Finding } from '../../../../kernel/finding.ts'
import { type ForColumn, wordsFor } from '../../../../schema/answers.ts'
import type { Entity } from '../../../../schema/catalogue.ts'
import { nameBefore } from '../../../../schema/change.ts'
import type { DdlOrder, DdlStatement } from '../../../ddl.ts'
import { pathParts, quoteText } from '../../syntax.ts'
import type { Fate } from './fate.ts'
import { beside, ident } from './ident.ts'
import { statement } from './statement.ts'

/** The parts of a list, in the order in which they run. */
export const sections = ['front', 'keep', 'early', 'make', 'fill', 'finish', 'late', 'tidy', 'back'] as const
export type Section = (typeof sections)[number]

/** A list while it is written, with what is to be said about it. */
export class Script {
  readonly order: DdlOrder
  readonly fate: Fate
  readonly findings: Finding[] = []
  destructive = false
  reversible = true
  readonly #parts = new Map<Section, DdlStatement[]>(sections.map((section) => [section, []]))

  constructor(order: DdlOrder, fate: Fate) {
    this.order = order
    this.fate = fate
  }

  get isUp(): boolean {
    return this.order.direction === 'up'
  }

  add(section: Section, ...texts: readonly string[]): void {
    for (const text of texts) if (text !== '') this.#parts.get(section)?.push(statement(text))
  }

  /** The same before all that stands in a section. */
  prepend(section: Section, ...texts: readonly string[]): void {
    this.#parts.get(section)?.unshift(...texts.map((text) => statement(text)))
  }

  texts(section: Section): readonly string[] {
    return (this.#parts.get(section) ?? []).map(({ text }) => text)
  }

  push(section: Section, made: DdlStatement): void {
    this.#parts.get(section)?.push(made)
  }

  /** Values or rows go away, and nothing keeps them. */
  lose(): void {
    this.destructive = true
    this.reversible = false
  }

  /** What somebody said about a column, under either name of its table. */
  wordsOn(list: readonly ForColumn[], { of = '', name }: Entity): string | undefined {
    return wordsFor(list, namesOf(of, this.order), name)
  }

  /** The name a table has in the database from which the up starts: kept values are found under it. */
  firstName(table: string): string {
    return this.isUp ? nameBefore(this.order.renames, table) : table
  }

  /** A statement about a type in the words that hold before the list renames it or its labels. */
  beforeRenames({ name, facts }: Entity, text: string): string {
    const renames = this.order.renames.toReversed()
    const labels = renames.filter(({ what, of }) => what === 'type-value' && of === name)
    const relabelled = labels.reduce(
      (now, { from, to }) => now.replace(` before ${label(to)}`, () => ` before ${label(from)}`),
      text,
    )
    const first = renames.reduce((now, { what, from, to }) => (what === 'type' && to === now ? from : now), name)
    if (first === name) return relabelled
    const [bare = '', schema] = pathParts(first).toReversed()
    const path = facts['path'] ?? ''
    return relabelled.replace(path, () =>
      schema === undefined ? beside(path, bare) : `${ident(schema)}.${ident(bare)}`,
    )
  }

  get statements(): readonly DdlStatement[] {
    return sections.flatMap((section) => this.#parts.get(section) ?? [])
  }

  /** All texts so far, to look for a word in them. */
  mentions(word: string): boolean {
    return this.statements.some(({ text }) => text.includes(word))
  }
}

const label = (text: string): string => quoteText(text).trim()

/** The names under which flags may speak of a table: now, before the renames, and with the usual schema written out. */
function namesOf(table: string, { renames }: DdlOrder): readonly string[] {
  const names = [table, nameBefore(renames, table)]
  return [...names, ...names.map((name) => (name.includes('.') ? name.replace(/^public\./, '') : `public.${name}`))]
}
