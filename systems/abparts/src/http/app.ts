import {
  addDocs,
  addStart,
  type ApiDocument,
  describe,
  loopbackHosts,
  newApp,
  type Opened,
  Refusal,
  type Report,
  type StartLink,
} from 'millwright/http'
import type { Caller } from '../service/caller.ts'
import { openSession } from '../service/sessions.ts'
import type { Desk } from './desk.ts'
import { cookie, identityOf } from './identify.ts'
import type { Area, PartsApp } from './route.ts'
import { machines, organizations, parts, users, warehouses } from './routes/directory.ts'
import { executionEnds, executionReads, executionWrites } from './routes/executions.ts'
import { checklistItems, singleItems } from './routes/items.ts'
import { protocolEnds, protocolReads, protocolWrites } from './routes/protocols.ts'
import { reminders, reminderWrites } from './routes/reminders.ts'
import { currentSession, session } from './routes/session.ts'
import { stock, stockWrites } from './routes/stock.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** What the person at the machine may come in by. */
  readonly startLink?: StartLink
}

/** The application, and the description of it. */
export type Application = { readonly app: PartsApp; readonly document: () => ApiDocument }

/** Every area, in the order of the documentation; literal paths come before `{id}`, which would take them. */
const areas: readonly Area[] = [
  session,
  currentSession,
  protocolReads,
  executionReads,
  executionWrites,
  executionEnds,
  reminders,
  reminderWrites,
  protocolWrites,
  protocolEnds,
  checklistItems,
  singleItems,
  organizations,
  users,
  warehouses,
  machines,
  parts,
  stock,
  stockWrites,
]

const document = '/openapi.json'

const info = {
  title: 'Spare parts and maintenance',
  version: '1',
  description: [
    'Maintenance protocols, their executions and reminders; organisations, machines, parts and stock. Every operation names the',
    'role it needs as `x-permission`. A refusal is `{error, code, details}`, and nothing was changed then. What belongs to another',
    'organisation is answered like what does not exist.',
  ].join(' '),
}

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, startLink } = options
  const app = newApp<Caller>({ errors: { report }, identity: identityOf(desk), hosts, invalidStatus: 422 })
  for (const area of areas) area(app, desk)
  addStart(app, { link: startLink, cookie, home: '/docs', open: () => openForOperator(desk) })
  addDocs(app, { title: info.title, document })
  return { app, document: describe(app, { ...info, cookie: cookie.name, path: document }) }
}

/** Whoever sits at the machine works as the first super administrator. */
const openForOperator = ({ db, now }: Desk): Promise<Opened> =>
  db.write(async (tx) => {
    const [found] = await tx.query(
      `select id from users where role = 'super_admin' and user_status = 'active' and is_active order by created_at, id limit 1`,
    )
    if (found === undefined)
      throw new Refusal('There is no super_admin to work as', { status: 409, code: 'no_super_admin' })
    return openSession(tx, String(found['id']), now())
  })
