import { hashOfToken, newToken } from './frame/token.ts'
import type { Found, Opened } from './frame/identify.ts'
import type { Guest, Person } from './documents.ts'

export type Invited = { readonly token: string; readonly until: string }

/** Who may come in, and who is here. All of it lives in this process: a restart asks everybody in anew. */
export type People = {
  invite(who: Pick<Person, 'name' | 'role'>): Invited
  /** Exchanges the token of a link for a session, once. */
  enter(token: string): { readonly opened: Opened; readonly person: Person } | undefined
  find(token: string): Found<Person | undefined>
  leave(id: string): boolean
  list(): readonly Guest[]
}

type Kept = Person & { readonly until: number }

const linkMs = 15 * 60_000
const sessionMs = 12 * 3_600_000

/** Tokens are 256 bits, and only their hashes are kept. */
export function makePeople(clock: () => number): People {
  const links = new Map<string, Kept>()
  const sessions = new Map<string, Kept>()
  const forget = (kept: Map<string, Kept>): void => {
    for (const [key, { until }] of kept) if (until <= clock()) kept.delete(key)
  }
  return {
    invite: ({ name, role }) => {
      forget(links)
      const token = newToken()
      const until = clock() + linkMs
      links.set(hashOfToken(token), { id: newToken().slice(0, 12), name, role, until })
      return { token, until: new Date(until).toISOString() }
    },
    enter: (shown) => {
      forget(links)
      const link = links.get(hashOfToken(shown))
      if (link === undefined) return undefined
      links.delete(hashOfToken(shown))
      const token = newToken()
      const until = clock() + sessionMs
      sessions.set(hashOfToken(token), { ...link, until })
      return { opened: { token, expiresAt: new Date(until).toISOString() }, person: personOf(link) }
    },
    find: (token) => {
      const found = sessions.get(hashOfToken(token))
      if (found === undefined) return { state: 'unknown' }
      return found.until <= clock() ? { state: 'over' } : { state: 'open', caller: personOf(found) }
    },
    leave: (id) => [links, sessions].some((kept) => drop(kept, id)),
    list: () => {
      for (const kept of [links, sessions]) forget(kept)
      return [...guestsIn(links, 'invited'), ...guestsIn(sessions, 'here')]
    },
  }
}

const personOf = ({ id, name, role }: Kept): Person => ({ id, name, role })

function drop(kept: Map<string, Kept>, id: string): boolean {
  const found = [...kept].find(([, one]) => one.id === id)
  return found !== undefined && kept.delete(found[0])
}

const guestsIn = (kept: ReadonlyMap<string, Kept>, state: Guest['state']): readonly Guest[] =>
  [...kept.values()].map((one) => ({ ...personOf(one), state, until: new Date(one.until).toISOString() }))
