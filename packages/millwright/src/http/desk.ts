import type { Audit } from './audit.ts'
import type { Attempts } from './attempts.ts'
import type { Environment } from './environments.ts'
import { type AddRoute, adderOf } from './frame/add-route.ts'
import type { App, AppContext } from './frame/env.ts'
import { sessionCookie } from './frame/identify.ts'
import { Refusal } from './frame/refusal.ts'
import { doorsOf } from './frame/route.ts'
import type { Board } from './jobs/board.ts'
import type { Hub } from './news/hub.ts'
import type { Person } from './documents.ts'
import type { People } from './people.ts'
import { may, type Permission } from './roles.ts'

/** Whoever calls; undefined when nobody is known. */
export type Caller = Person | undefined

export type BoardApp = App<Caller>
export type BoardContext = AppContext<Caller>

/** What the routes work with. */
export type Desk = {
  readonly environments: readonly Environment[]
  readonly people: People
  readonly attempts: Attempts
  readonly board: Board
  readonly hubOf: (environment: Environment) => Hub
  readonly audit: Audit
  readonly twoPersons: boolean
}

/** One area of the interface: it adds its routes to the application. */
export type Area = (app: BoardApp, desk: Desk) => void

export const cookie = sessionCookie('millwright_session')

const doors = doorsOf<Caller>({
  realm: 'millwright',
  signIn: 'open the link that `millwright serve` printed, or one that an admin made',
  isSignedIn: (caller) => caller !== undefined,
  may: (caller, permission) => caller !== undefined && may(caller.role, permission as Permission),
})

export const { defineRoute } = doors
export const addRoute: AddRoute<Caller> = adderOf(doors)

/** The caller of a route that nobody enters without a session. */
export function personOf(caller: Caller): Person {
  if (caller === undefined) throw new TypeError('this route is open to nobody without a session')
  return caller
}

/** @throws a refusal with 404 */
export function environmentOf({ environments }: Desk, id: string): Environment {
  const found = environments.find((one) => one.id === id)
  if (found === undefined)
    throw new Refusal(`There is no environment ${id}`, { status: 404, code: 'no_such_environment' })
  return found
}
