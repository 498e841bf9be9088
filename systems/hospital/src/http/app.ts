import { type ApiDocument, describe, loopbackHosts, newApp, type Report, type StartLink } from 'millwright/http'
import type { Caller } from '../accounts/caller.ts'
import { newNotice, type Notice } from '../audit/notice.ts'
import { recordEvent } from '../audit/record.ts'
import { areas } from './areas.ts'
import type { Desk } from './desk.ts'
import { errorStyle } from './errors.ts'
import { identityOf } from './identify.ts'
import { addPages } from './pages/pages.ts'
import type { HospitalApp } from './route.ts'
import { cookie } from './session-cookie.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** What the person at the machine may come in by. */
  readonly startLink?: StartLink
}

/** The application, and the description of it. */
export type Application = { readonly app: HospitalApp; readonly document: () => ApiDocument }

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, startLink } = options
  const app = newApp<Caller>({ errors: errorStyle(report, noticeOf(desk)), identity: identityOf(desk), hosts })
  for (const area of areas) area(app, desk)
  const document = describe(app, { ...info, cookie: cookie.name, path: '/api/openapi.json' })
  addPages(app, { desk, document, startLink })
  return { app, document }
}

const info = {
  title: 'Hospital equipment',
  version: '1',
  description: [
    'Two registers of medical devices and what belongs to them. Every operation names the permission that it needs as',
    '`x-permission`; `public` and `signed-in` are none. A refusal is `{error, code, details}`, and nothing was changed then.',
    'A serial in a path is one percent-encoded segment: `2008%2F20022213`.',
  ].join(' '),
}

const noticeOf = (desk: Desk): Notice =>
  newNotice({
    clock: () => Date.parse(desk.now()),
    write: (event, actor) => desk.change({ actor }, (db, act) => recordEvent(db, act, event)),
  })
