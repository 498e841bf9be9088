import { asProblem, beginningOf, failureOf } from './failure.ts'
import { misuse, needsOwnSession, severalStatements } from './problems.ts'
import { type Settings, settingScript } from './settings.ts'
import { split } from './split.ts'
import { quoteText } from './syntax.ts'
import type { Wire, WireResult, WireStatus } from './wire.ts'

export type SessionFacts = {
  /** The database in words, without secrets. */
  readonly place: string
  /** The schemas in which a name without one is looked up, in order; new tables go into the first. */
  readonly path: readonly string[]
  readonly settings: Settings
  /** A pooler stands between, which may give every transaction another server session. */
  readonly isPooled: boolean
  /** How long to try for a lock, in milliseconds. */
  readonly busyMs: number
}

/** How a transaction begins. */
export type Begin = 'read' | 'write' | 'one state'

const modes: Readonly<Record<Begin, string>> = {
  read: 'isolation level repeatable read read only',
  write: 'isolation level read committed read write',
  'one state': 'isolation level repeatable read read write',
}

/**
 * One session, used by one caller after the other; whatever the server says against a statement leaves it as a problem.
 * Behind a pooler no setting outlives a transaction, so each begins by making them.
 */
export class Session {
  readonly facts: SessionFacts
  readonly #wire: Wire
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false
  /** The reader for which alone a transaction was begun. */
  #reader: object | undefined

  constructor(wire: Wire, facts: SessionFacts) {
    this.#wire = wire
    this.facts = facts
  }

  get wire(): Wire {
    return this.#wire
  }

  get status(): WireStatus {
    return this.#isClosed || this.isLost ? 'idle' : this.#wire.status
  }

  /** The connection broke; with it went whatever was open. */
  get isLost(): boolean {
    return this.#wire.isLost
  }

  /** Does something that takes several statements, without anybody between them. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** As {@link alone}, after a transaction that only readers needed has been ended. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.alone(async () => {
      await this.settle()
      return work()
    })
  }

  /** Begins a transaction that a reader needs, and that the next other statement ends. */
  async beginFor(reader: object): Promise<void> {
    await this.begin('write')
    this.#reader = reader
  }

  /** Ends the transaction that was begun for a reader, or only if it was begun for this one. */
  async settle(reader: object | undefined = this.#reader): Promise<void> {
    if (reader === undefined || reader !== this.#reader) return
    this.#reader = undefined
    if (this.status !== 'idle') await this.ask(this.status === 'open' ? 'commit' : 'rollback')
  }

  /** Runs one statement within whatever is open. */
  ask(text: string, values?: readonly (string | null)[]): Promise<WireResult> {
    return this.guard(text, () => this.#wire.query(text, values))
  }

  /** Runs one statement outside of a transaction; a lock that is not given in time is asked for again. */
  statement(text: string, values?: readonly (string | null)[]): Promise<WireResult> {
    if (!this.facts.isPooled) return this.retry(() => this.ask(text, values))
    return this.retry(async () => {
      await this.begin('write')
      return this.endAfter(() => this.ask(text, values))
    })
  }

  /** Commits after the work, or takes it back. */
  async endAfter<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      await this.ask('commit')
      return result
    } finally {
      if (this.status !== 'idle') await this.ask('rollback')
    }
  }

  /** Runs a statement that stands in no transaction. @throws DB222 where a pooler gives no session for it */
  outside(text: string): Promise<WireResult> {
    if (this.facts.isPooled && !isAboutServer(text)) throw needsOwnSession(beginningOf(text))
    return this.retry(() => this.ask(text))
  }

  /** @param snapshot one that another transaction exported */
  async begin(how: Begin, snapshot?: string): Promise<void> {
    const { isPooled, settings } = this.facts
    const text = [
      `begin ${isReadOnly(settings) ? modes.read : modes[how]}`,
      ...(snapshot === undefined ? [] : [`set transaction snapshot ${quoteText(snapshot)}`]),
      ...(isPooled ? [settingScript(settings)] : []),
      // BEGIN alone takes no snapshot; the first query does. https://www.postgresql.org/docs/current/transaction-iso.html
      ...(how === 'read' ? ['select 1'] : []),
    ].join('; ')
    try {
      await this.guard(text, () => this.#wire.script(text))
    } catch (error) {
      await this.#wire.script('rollback').catch(() => undefined)
      throw error
    }
  }

  /** Tries again what met a lock or lost a race, each time after a longer while, as long as the patience lasts. */
  async retry<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.facts.busyMs
    for (let pauseMs = 25; ; pauseMs = Math.min(1000, pauseMs * 2)) {
      try {
        return await work()
      } catch (error) {
        const left = until - performance.now()
        if (failureOf(error) !== 'busy' || left <= 0) throw error
        await sleep(Math.min(left, pauseMs * (0.5 + Math.random())))
      }
    }
  }

  /** Does something with the wire; its error becomes a problem that names the statement. */
  async guard<T>(statement: string, work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw misuse('it was closed before')
    try {
      return await work()
    } catch (error) {
      throw asProblem(error, { place: this.facts.place, statement })
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#last
    await this.#wire.close()
  }
}

/** What names whole databases means the same in every session, whatever its settings are. */
const isAboutServer = (text: string): boolean => /^\s*(?:create|drop|alter)\s+database\b/i.test(text)

const isReadOnly = (settings: Settings): boolean => settings['default_transaction_read_only'] === 'on'

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

/** A text of several statements, or with a character that would end it early, is not sent. @throws DB212, DB214 */
export function refuseSeveral(text: string): void {
  if (text.includes('\0')) throw misuse('a statement contains the character U+0000')
  const end = text.indexOf(';')
  if (end !== -1 && text.slice(end + 1).trim() !== '' && split(text).length > 1)
    throw severalStatements(beginningOf(text))
}
