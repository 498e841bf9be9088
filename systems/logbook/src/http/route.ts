import { adderOf, type AddRoute, type App, doorsOf, z } from 'millwright/http'
import { type Caller, mayDo, permissions } from '../accounts/caller.ts'
import type { Desk } from './desk.ts'

export type LogbookApp = App<Caller>

/** One area of the interface: it adds its routes to the application. */
export type Area = (app: LogbookApp, desk: Desk) => void

/** The one place where permissions are enforced. */
const doors = doorsOf<Caller>({
  realm: 'logbook',
  signIn: 'POST /auth/login',
  isSignedIn: ({ session }) => session !== undefined,
  may: (caller, asked) => permissions.some((permission) => permission === asked && mayDo(caller, permission)),
  details: z.record(z.string(), z.array(z.string())),
})

export const addRoute: AddRoute<Caller> = adderOf(doors)
