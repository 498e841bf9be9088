import {
  addDocs,
  type ApiDocument,
  describe,
  isSameToken,
  loopbackHosts,
  newApp,
  type Report,
  sessionCookie,
} from 'millwright/http'
import type { Desk } from './desk.ts'
import type { Area, Caller, FactoryApp } from './route.ts'
import { kpis } from './routes/kpis.ts'
import { losses } from './routes/losses.ts'
import { migration } from './routes/migration.ts'
import { oee } from './routes/oee.ts'
import { places } from './routes/places.ts'
import { states } from './routes/states.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** The word that callers show as their token; without one everybody may ask. */
  readonly word?: string | undefined
}

/** The application, and the description of it. */
export type Application = { readonly app: FactoryApp; readonly document: () => ApiDocument }

/** Every area of the interface, in the order of the documentation. */
const areas: readonly Area[] = [places, oee, states, losses, kpis, migration]

const document = '/api/v1/factory/openapi.json'

const cookie = sessionCookie('factory_session')

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, word } = options
  const app = newApp<Caller>({
    errors: { report },
    identity: {
      cookie,
      nobody: { isKnown: word === undefined },
      find: async (token) =>
        word !== undefined && isSameToken(token, word)
          ? { state: 'open', caller: { isKnown: true } }
          : { state: 'unknown' },
    },
    hosts,
  })
  for (const area of areas) area(app, desk)
  addDocs(app, { title: info.title, document })
  return { app, document: describe(app, { ...info, cookie: cookie.name, path: document }) }
}

const info = {
  title: 'Factory figures',
  version: '1',
  description: [
    'OEE and the figures of ISO 22400-2 out of states, counts and quality events; nothing can be changed from here. Ratios are',
    'fractions and come with the sums they are of, times are minutes. A day is the day of the shifts that began on it. A refusal',
    'is `{error, code, details}`.',
  ].join(' '),
}
