import { rename, rm } from 'node:fs/promises'
import type { PGlite } from '@electric-sql/pglite'
import { claim, describeHolder, isAbandoned, release } from '../../../kernel/claim.ts'
import { databaseBusy } from '../problems.ts'
import { makeCluster, startIn, startInMemory } from './seed.ts'
import { finishSwap } from './swap.ts'

/** A connection's place at an engine. */
export interface Seat {
  /** How long to wait for another one, in milliseconds. */
  readonly patienceMs: number
  /** Makes the session's settings, after another one had it. */
  setUpAgain(): Promise<void>
}

/** What is done when nobody needs an engine any more: at once, and when it is closed. */
type Ending = { forget?(): void; settle?(): Promise<void> }

/**
 * One PGlite of this process. It has one session, so connections take it in turns; a second process is kept out by a
 * claim beside the directory, because the library itself would let it in and both would write over each other.
 */
export class Engine {
  readonly pglite: PGlite
  readonly #ending: Ending
  #wires = 0
  /** Who has a transaction open, and whose settings the session has. */
  #holder: Seat | undefined
  #last: Seat | undefined
  #turn: Promise<unknown> = Promise.resolve()
  readonly #waiting = new Set<() => void>()

  constructor(pglite: PGlite, ending: Ending) {
    this.pglite = pglite
    this.#ending = ending
  }

  get isInTransaction(): boolean {
    return this.pglite.isInTransaction()
  }

  enter(): void {
    this.#wires++
  }

  /** The last one switches off the light. */
  async leave(wire: Seat): Promise<void> {
    if (this.#holder === wire) this.#free()
    if (this.#last === wire) this.#last = undefined
    if (--this.#wires > 0) return
    this.#ending.forget?.()
    await this.#turn
    await this.pglite.close()
    await this.#ending.settle?.()
  }

  /** Works with the session when nobody else has a transaction in it. */
  async take<T>(wire: Seat, work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#untilFree(wire)
      // Who waited for a turn may find that the one before it began a transaction.
      const turn = this.#turn.then(async () =>
        this.#isFreeFor(wire) ? { result: await this.#have(wire, work) } : undefined,
      )
      this.#turn = turn.catch(() => undefined)
      const had = await turn
      if (had !== undefined) return had.result
    }
  }

  #isFreeFor(wire: Seat): boolean {
    return this.#holder === undefined || this.#holder === wire
  }

  /** The holder is known before the next turn begins. */
  async #have<T>(wire: Seat, work: () => Promise<T>): Promise<T> {
    try {
      if (this.#last !== wire) await wire.setUpAgain()
      this.#last = wire
      return await work()
    } finally {
      if (this.isInTransaction) this.#holder = wire
      else this.#free()
    }
  }

  #free(): void {
    this.#holder = undefined
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  async #untilFree(wire: Seat): Promise<void> {
    const until = performance.now() + wire.patienceMs
    while (!this.#isFreeFor(wire)) {
      const left = until - performance.now()
      if (left <= 0) throw Object.assign(new Error(inUseHere), { code: '55P03' })
      await this.#nextTurn(left)
    }
  }

  async #nextTurn(mostMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const woken = new Promise<void>((wake) => this.#waiting.add(wake))
    const late = new Promise<void>((wake) => (timer = setTimeout(wake, mostMs)))
    await Promise.race([woken, late])
    clearTimeout(timer)
  }
}

const inUseHere = 'another connection of this process has a transaction open, and an embedded database has one session'

const running = new Map<string, Promise<Engine>>()

/** The engine of a directory, started when nobody of this process has it. @throws DB205 when another process has */
export async function engineOf(directory: string, isNew: boolean, busyMs: number): Promise<Engine> {
  const known = running.get(directory)
  if (known !== undefined) return known
  const starting = startEngine(directory, isNew, busyMs)
  running.set(directory, starting)
  try {
    return await starting
  } catch (error) {
    running.delete(directory)
    throw error
  }
}

async function startEngine(directory: string, isNew: boolean, busyMs: number): Promise<Engine> {
  const path = `${directory}.claim`
  await takeClaim(directory, path, busyMs)
  try {
    await finishSwap(directory)
    if (isNew) await makeDirectory(directory)
    return new Engine(await startIn(directory), {
      forget: () => running.delete(directory),
      settle: () => release(path),
    })
  } catch (error) {
    await release(path)
    throw error
  }
}

/** The directory gets its name when it is whole: one that a crash left half-made would look like a database. */
async function makeDirectory(directory: string): Promise<void> {
  const partial = `${directory}.making`
  await rm(partial, { recursive: true, force: true })
  await makeCluster(partial)
  await rename(partial, directory)
}

async function takeClaim(directory: string, path: string, busyMs: number): Promise<void> {
  const until = performance.now() + busyMs
  while (!(await claim(path))) {
    if (await isAbandoned(path, new Date())) await release(path)
    else if (performance.now() > until) throw databaseBusy(directory, `${await describeHolder(path)} has it open`)
    else await new Promise((wake) => setTimeout(wake, 50))
  }
}

/** An engine in memory, gone with its last connection. */
export const engineInMemory = async (): Promise<Engine> => new Engine(await startInMemory(), {})
