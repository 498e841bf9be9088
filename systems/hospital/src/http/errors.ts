import { addressOf, type Answer, type ErrorStyle, type Report } from 'millwright/http'
import type { Caller } from '../accounts/caller.ts'
import type { Notice } from '../audit/notice.ts'
import type { AuditEvent } from '../audit/record.ts'
import type { HospitalContext } from './route.ts'

/** How the hospital tells of its errors: to the caller, to the server's log, and to the audit log what is worth knowing. */
export const errorStyle = (report: Report, notice: Notice): ErrorStyle => ({
  report,
  // Our own problems speak to whoever looks after the hospital; the engine's may name paths and statements.
  wordsOf: ({ code, text }) => (code.startsWith('HOSP') ? `${text.what} ${text.next}` : undefined),
  notice: async (answer, c: HospitalContext) => {
    const event = eventOf(answer, c)
    if (event !== undefined) await notice(event, { actor: actorOf(c), key: keyOf(answer, c) })
  },
})

/** Refused before anybody was looked for, a request is nobody's. */
const actorOf = (c: HospitalContext): string => (c.get('caller') as Caller | undefined)?.actor ?? 'anonymous'

const keyOf = ({ code }: Answer, c: HospitalContext): string => [code, actorOf(c), addressOf(c)].join(' ')

/** Refusals that the people who look after the hospital should know of. */
const worthKnowing: Readonly<Record<string, string>> = {
  host_not_allowed: 'A request for a foreign host was refused',
  origin_not_allowed: 'A request from a foreign page was refused',
  session_unknown: 'A request with an unknown token was refused',
  permission_missing: 'A request beyond the role was refused',
  too_many_attempts: 'Somebody was kept from guessing a password',
}

function eventOf({ status, code, message }: Answer, c: HospitalContext): AuditEvent | undefined {
  const details = { code, reason: message, method: c.req.method, path: c.req.path.slice(0, 200), address: addressOf(c) }
  if (status === 500)
    return { type: 'System Error', description: 'The server failed to answer a request', status: 'Failed', details }
  const description = worthKnowing[code]
  return description === undefined ? undefined : { type: 'User Action', description, status: 'Warning', details }
}
