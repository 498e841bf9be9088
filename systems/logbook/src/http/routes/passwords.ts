import { z } from 'millwright/http'
import { changeOwn, resetPassword } from '../../accounts/change-password.ts'
import { idParam, password } from '../fields.ts'
import { addRoute, type Area } from '../route.ts'
import { userSchema } from './accounts.ts'

/** The way back in for whoever forgot a password is the chief engineer: on board there is no mail to wait for. */
export const passwords: Area = (app, { db, change }) => {
  addRoute(
    app,
    {
      method: 'post',
      path: '/auth/password',
      permission: 'signed-in',
      tag: 'Session',
      summary: 'Change your own password; your other sessions end',
      body: z.strictObject({ current: z.string().max(1000), password }).openapi('OwnPassword'),
      answers: { 200: z.object({ message: z.string() }) },
    },
    async ({ body, caller }) => {
      const { user, session = 0 } = caller
      await changeOwn(db, (work) => change(caller, work), { ...body, user, session })
      return { body: { message: 'The password was changed' } }
    },
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/auth/admin/users/{id}/password',
      permission: 'administer',
      tag: 'Accounts',
      summary: 'Give an account a new password; it is signed out everywhere',
      params: idParam,
      body: z.strictObject({ password }).openapi('NewPassword'),
      answers: { 200: userSchema },
    },
    async ({ params, body, caller }) => ({
      body: await resetPassword((work) => change(caller, work), db, { ...params, ...body }),
    }),
  )
}
