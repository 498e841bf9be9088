import type { Application, ApplicationPlace, OpenApplication } from './application.ts'
import type { Person } from './documents.ts'
import type { Opened } from './frame/identify.ts'

/** A request to an application: its own path, and what the server knows of the connection. */
export type Passed = { readonly request: Request; readonly person: Person; readonly connection: unknown }

/** An application of an environment: it is opened when somebody looks, and rests while something is done with its database. */
export class GuestHouse {
  readonly application: Application
  readonly #place: ApplicationPlace
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #sessions = new Map<string, Promise<Opened>>()
  #open: Promise<OpenApplication> | undefined

  constructor(application: Application, place: ApplicationPlace) {
    this.application = application
    this.#place = place
  }

  /** Answers in the name of a person of the dashboard, who never sees the token. */
  async answer(passed: Passed): Promise<Response> {
    const work = this.#answer(passed)
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  /** Answers what was asked, and closes the database; the next request opens it again. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#underWay)
    const open = this.#open
    this.#open = undefined
    this.#sessions.clear()
    await (await open?.catch(() => undefined))?.close()
  }

  async #answer({ request, person, connection }: Passed): Promise<Response> {
    const { app } = await this.#opened()
    const { token } = await this.#session(person)
    request.headers.set('authorization', `Bearer ${token}`)
    return app.fetch(request, connection)
  }

  async #opened(): Promise<OpenApplication> {
    this.#open ??= this.application.open(this.#place)
    const opening = this.#open
    try {
      return await opening
    } catch (error) {
      if (this.#open === opening) this.#open = undefined // the next one may have more luck
      throw error
    }
  }

  /** One for each session of the dashboard, opened anew a minute before it ends. */
  async #session(person: Person): Promise<Opened> {
    const key = `${person.id} ${person.role}`
    const pending = this.#sessions.get(key)
    const known = pending === undefined ? undefined : await pending.catch(() => undefined)
    if (known !== undefined && Date.parse(known.expiresAt) > Date.now() + 60_000) return known
    if (this.#sessions.get(key) !== pending) return this.#session(person) // somebody else was quicker
    const opening = this.#opened().then(({ openSession }) => openSession(person))
    this.#sessions.set(key, opening)
    return opening
  }
}
