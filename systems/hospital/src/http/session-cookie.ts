import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Opened } from '../accounts/sessions.ts'
import type { HospitalContext } from './route.ts'

export const cookieName = 'hospital_session'

/** No script of a page can read it, and no request from another site brings it along. */
export function setSessionCookie(c: HospitalContext, { token, expiresAt }: Opened): void {
  setCookie(c, cookieName, token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: c.req.header('origin')?.startsWith('https:') === true,
    expires: new Date(expiresAt),
  })
}

export const sessionCookie = (c: HospitalContext): string | undefined => getCookie(c, cookieName)

export function dropSessionCookie(c: HospitalContext): void {
  deleteCookie(c, cookieName, { path: '/' })
}
