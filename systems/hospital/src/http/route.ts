import { type App, type AppContext, doorsOf, Refusal } from 'millwright/http'
import type { Caller } from '../accounts/caller.ts'
import type { Desk } from './desk.ts'

export type HospitalApp = App<Caller>
export type HospitalContext = AppContext<Caller>

/** One area of the API: it adds its routes to the application. */
export type Area = (app: HospitalApp, desk: Desk) => void

/** The one place where permissions are enforced. */
export const { defineRoute, demandPermission, refusalSchema } = doorsOf<Caller>({
  realm: 'hospital',
  signIn: 'POST /api/session',
  isSignedIn: ({ isSignedIn }) => isSignedIn,
  may: ({ permissions }, permission) => permissions.has(permission),
  heldBack: ({ mustReset }) => (mustReset ? resetFirst() : undefined),
})

const resetFirst = (): Refusal =>
  new Refusal('Choose a new password first: POST /api/session/password', {
    status: 403,
    code: 'password_reset_required',
  })
