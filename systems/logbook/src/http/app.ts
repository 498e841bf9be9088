import {
  addDocs,
  addStart,
  type ApiDocument,
  byField,
  describe,
  loopbackHosts,
  newApp,
  type Opened,
  type Report,
  type StartLink,
} from 'millwright/http'
import { type Caller, localOperator } from '../accounts/caller.ts'
import { openSession } from '../accounts/sessions.ts'
import { recordEvent } from '../book/audit.ts'
import type { Desk } from './desk.ts'
import { cookie, identityOf } from './identify.ts'
import type { Area, LogbookApp } from './route.ts'
import { accounts } from './routes/accounts.ts'
import { board } from './routes/board.ts'
import { dashboard } from './routes/dashboard.ts'
import { formImage } from './routes/form-image.ts'
import { fuel } from './routes/fuel.ts'
import { health } from './routes/health.ts'
import { hitches } from './routes/hitches.ts'
import { passwords } from './routes/passwords.ts'
import { soundings } from './routes/soundings.ts'
import { tanks } from './routes/tanks.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** What the person at the machine may come in by. */
  readonly startLink?: StartLink
  /** How many requests an address may make in a minute; 600 unless said. */
  readonly perMinute?: number
}

/** The application, and the description of it. */
export type Application = { readonly app: LogbookApp; readonly document: () => ApiDocument }

/** Every area of the interface, in the order of the documentation. */
const areas: readonly Area[] = [
  health,
  accounts,
  passwords,
  tanks,
  soundings,
  fuel,
  board,
  formImage,
  hitches,
  dashboard,
]

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, startLink, perMinute = 600 } = options
  const app = newApp<Caller>({
    errors: { report, details: byField },
    identity: identityOf(desk),
    hosts,
    pace: { perMinute, clock: () => Date.parse(desk.now()) },
  })
  for (const area of areas) area(app, desk)
  addStart(app, { link: startLink, cookie, home: '/docs', open: () => openForOperator(desk) })
  addDocs(app, { title: info.title, document })
  return { app, document: describe(app, { ...info, cookie: cookie.name, path: document }) }
}

const document = '/api/openapi.json'

const info = {
  title: "A ship's oil record book",
  version: '1',
  description: [
    'Weekly soundings with their entries, fuel tickets, the status board, hitches. Every operation names who may call it as',
    '`x-permission`: `public`, `signed-in`, `read`, `write` or `administer`. A refusal is `{error, code, details}`, `details` by',
    'field, and nothing was changed then. Entries of the book are struck, never erased.',
  ].join(' '),
}

const openForOperator = ({ change }: Desk): Promise<Opened> =>
  change({ actor: localOperator }, async (db, act) => {
    await recordEvent(db, act, { action: 'sign in', subject: localOperator })
    return openSession(db, undefined, act.at)
  })
