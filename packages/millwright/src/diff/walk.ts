import type { Ddl, DdlOrder, DdlScript, DdlStatement } from '../dialects/ddl.ts'
import type { Connection } from '../kernel/connection.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { isProblem, wordsOf } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import type { Answers } from '../schema/answers.ts'
import { type Catalogue, sameEntity } from '../schema/catalogue.ts'
import type { Alteration, Change, Rename } from '../schema/change.ts'

import { changesBetween } from './changes.ts'
import { withRoom } from './swaps.ts'

/** One direction as it was written, played and looked at. */
export type Walk = {
  readonly statements: readonly DdlStatement[]
  readonly renames: readonly Rename[]
  /** The changes of the first round, which are all but what one change made necessary. */
  readonly changes: readonly Alteration[]
  readonly findings: readonly Finding[]
  readonly destructive: boolean
  readonly reversible: boolean
  /** What the writing began with; the rows of a real database are asked by it. */
  readonly order: DdlOrder
}

export type WalkOrder = {
  readonly ddl: Ddl
  /** A database with the schema of `from`; it has the one of `to` afterwards. */
  readonly scratch: Connection
  readonly from: Catalogue
  readonly to: Catalogue
  readonly renames: readonly Rename[]
  readonly answers: Answers
  readonly empty: ReadonlySet<string>
  readonly direction: 'up' | 'down'
}

const mostRounds = 4

/** Writes one direction and plays it in a scratch database: what is not reached then is written in another round. */
export async function walk(order: WalkOrder): Promise<Walk> {
  const player = new Player(order)
  await player.rename(withRoom(order.renames, order.from))
  await player.rename(await twinsOf(order, player.current))
  const first = player.orderNow()
  for (let round = 1; round <= mostRounds && player.isOpen; round++) await player.writeRound()
  return { ...player.result(), changes: first.changes, order: first, renames: player.renames }
}

/** Constraints and indexes of one table that differ in their name alone. */
async function twinsOf({ ddl, to, direction }: WalkOrder, current: Catalogue): Promise<readonly Rename[]> {
  const changes = changesBetween(ddl, { from: current, to }, direction)
  const gone = changes.flatMap((change) => (change.kind === 'drop' ? [change.entity] : []))
  const made = changes.flatMap((change) => (change.kind === 'create' ? [change.entity] : []))
  const taken = new Set<string>()
  return gone.flatMap((old) => {
    if ((old.kind !== 'constraint' && old.kind !== 'index') || !ddl.renames.includes(old.kind)) return []
    const twin = made.find(
      (now) => now.kind === old.kind && now.of === old.of && sameEntity(old, now) && !taken.has(now.name),
    )
    if (twin === undefined || old.of === undefined) return []
    taken.add(twin.name)
    return [{ what: old.kind, of: old.of, from: old.name, to: twin.name }]
  })
}

class Player {
  readonly #order: WalkOrder
  readonly renames: Rename[] = []
  readonly #statements: DdlStatement[] = []
  readonly #scripts: DdlScript[] = []
  readonly #failures: Finding[] = []
  current: Catalogue

  constructor(order: WalkOrder) {
    this.#order = order
    this.current = order.from
  }

  async rename(renames: readonly Rename[]): Promise<void> {
    for (const rename of renames) {
      if (this.#failures.length > 0) return
      const statements = this.#order.ddl.rename(rename, this.current)
      await this.#play(statements)
      this.#statements.push(...statements)
      this.renames.push(rename)
      this.current = await this.#order.ddl.describe(this.#order.scratch)
    }
  }

  orderNow(): DdlOrder {
    const { ddl, to, answers, empty, direction } = this.#order
    const changes = changesBetween(ddl, { from: this.current, to }, direction)
    return { from: this.current, to, changes, renames: this.renames, answers, empty, direction }
  }

  get isOpen(): boolean {
    return this.#failures.length === 0 && !this.#isAsking && this.orderNow().changes.length > 0
  }

  get #isAsking(): boolean {
    return this.#order.direction === 'up' && this.#scripts.some(({ findings }) => findings.some(isBlocking))
  }

  async writeRound(): Promise<void> {
    const script = this.#order.ddl.write(this.orderNow())
    this.#scripts.push(script)
    if (this.#isAsking) return
    await this.#play(script.statements)
    this.#statements.push(...script.statements)
    this.current = await this.#order.ddl.describe(this.#order.scratch)
  }

  async #play(statements: readonly DdlStatement[]): Promise<void> {
    for (const text of this.#order.ddl.frame(statements)) {
      try {
        await this.#order.scratch.run(sql.raw(text))
      } catch (error) {
        this.#failures.push(failed(text, driverWords(error)))
        await this.#order.scratch.run(sql`rollback`).catch(() => 0) // there may be no transaction
        return
      }
    }
  }

  result(): Omit<Walk, 'changes' | 'order' | 'renames'> {
    const left = this.#failures.length === 0 && !this.#isAsking ? this.orderNow().changes : []
    const findings = [...this.#scripts.flatMap((script) => script.findings), ...this.#failures]
    return {
      statements: this.#statements,
      findings: left.length === 0 ? findings : [...findings, notReached(left)],
      destructive: this.#scripts.some(({ destructive }) => destructive),
      reversible: this.#scripts.every(({ reversible }) => reversible),
    }
  }
}

const driverWords = (error: unknown): string =>
  isProblem(error) && error.cause !== undefined ? wordsOf(error.cause) : wordsOf(error)

/** The rows of a scratch database are those that its file made. */
const failed = (statement: string, words: string): Finding => ({
  code: 'DIFF107',
  severity: 'error',
  subject: statement,
  message: `this statement of the list fails: ${words}`,
})

const notReached = (left: readonly Change[]): Finding => ({
  code: 'DIFF108',
  severity: 'critical',
  subject: left.map(labelOf).join(', '),
  message: 'the list does not reach the wanted schema; this is a mistake in the program',
})

/** A change in a few words. */
export function labelOf(change: Change): string {
  if (change.kind === 'rename') return renameLabel(change.rename)
  const { kind, of, name } = change.kind === 'alter' ? change.to : change.entity
  const place = of === undefined ? name : `${of}.${name}`
  return `${change.kind} ${kind} ${place}${change.kind === 'alter' ? ` (${change.facts.join(', ')})` : ''}`
}

const renameLabel = ({ what, of, from, to }: Rename): string =>
  `rename ${what} ${of === undefined ? from : `${of}.${from}`} to ${to}`
