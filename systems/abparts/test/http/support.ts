import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { targetSchema } from '../../src/database/schema-files.ts'
import { createApp } from '../../src/http/app.ts'
import { type Desk, openDesk } from '../../src/http/desk.ts'
import { projectOf } from '../../src/manager/options.ts'
import { migrationScript, protocolMigrations } from '../../src/move/scripts.ts'
import { openSession } from '../../src/service/sessions.ts'
import { server, serverAnswers } from '../support/databases.ts'

export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Who is there: everybody of Oraseas EE, of two customers, and nobody. */
export const people = {
  boss: { n: 11, organization: 1, role: 'super_admin' },
  helper: { n: 12, organization: 1, role: 'user' },
  adminA: { n: 13, organization: 2, role: 'admin' },
  userA: { n: 14, organization: 2, role: 'user' },
  adminB: { n: 15, organization: 3, role: 'admin' },
  userB: { n: 16, organization: 3, role: 'user' },
} as const
export type Person = keyof typeof people

/** Machines 21 and 22 are A's, 23 is B's; warehouses 31 A, 32 A, 33 B; part 41 in all of them, 100 each. */
const rows = `
  insert into organizations (id, name, organization_type, time_zone) values
    ('${id(1)}', 'Oraseas EE', 'oraseas_ee', 'Europe/Athens'), ('${id(2)}', 'Customer A', 'customer', 'Europe/Athens'),
    ('${id(3)}', 'Customer B', 'customer', 'America/New_York');
  insert into users (id, organization_id, username, password_hash, email, role) values ${Object.entries(people)
    .map(
      ([name, { n, organization, role }]) =>
        `('${id(n)}', '${id(organization)}', '${name}', '', '${name}@example.test', '${role}')`,
    )
    .join(', ')};
  insert into machines (id, customer_organization_id, model_type, machine_model, name, serial_number) values
    ('${id(21)}', '${id(2)}', 'V4.0', 'V4.0', 'A1', 'A1'), ('${id(22)}', '${id(2)}', 'V3.1B', 'V3.1B', 'A2', 'A2'),
    ('${id(23)}', '${id(3)}', 'V4.0', 'V4.0', 'B1', 'B1');
  insert into warehouses (id, organization_id, name) values
    ('${id(31)}', '${id(2)}', 'Main'), ('${id(32)}', '${id(2)}', 'Second'), ('${id(33)}', '${id(3)}', 'Main');
  insert into parts (id, part_number, name) values ('${id(41)}', 'P-1', 'Filter');
  insert into transactions (transaction_type, part_id, to_warehouse_id, quantity, unit_of_measure, performed_by_user_id, transaction_date)
    select 'creation', '${id(41)}', id, 100, 'pieces', '${id(11)}', '2025-01-01' from warehouses;
  insert into maintenance_protocols (id, name, protocol_type, service_interval_hours, is_recurring, machine_model, display_order) values
    ('${id(51)}', 'Daily start', 'daily', null, false, null, 1), ('${id(52)}', 'Service 250', 'scheduled', 250, true, 'V4.0', 2),
    ('${id(53)}', 'First 50', 'scheduled', 50, false, 'V3.1B', 3);
  insert into protocol_checklist_items (id, protocol_id, item_order, item_description, item_type, is_critical, part_id) values
    ('${id(61)}', '${id(51)}', 1, 'Look', 'check', true, null), ('${id(62)}', '${id(51)}', 2, 'Listen', 'check', false, null),
    ('${id(63)}', '${id(52)}', 1, 'Renew the filter', 'replacement', true, '${id(41)}')`

export const script = [targetSchema(), ...protocolMigrations.map((name) => migrationScript(name, 'up'))].join('\n')

/** A row as it comes, its id and the code of a refusal apart. */
export type Body = { readonly id: string; readonly code: string; readonly [field: string]: unknown }

export type Answered = {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  /** The rows of a list. */
  readonly list: readonly Body[]
}

export type Api = {
  readonly url: string
  readonly desk: Desk
  readonly reported: readonly unknown[]
  readonly document: ReturnType<typeof createApp>['document']
  readonly setClock: (moment: string) => void
  readonly tokens: Readonly<Record<Person, string>>
  readonly call: (
    ...asked: [who: Person | 'nobody', line: string, body?: unknown, headers?: Readonly<Record<string, string>>]
  ) => Promise<Answered>
}

type Place = { readonly url: string; readonly dispose: () => Promise<void> }

async function newPlace(kind: 'PGlite' | 'PostgreSQL'): Promise<Place> {
  if (kind === 'PGlite') {
    const folder = mkdtempSync(join(tmpdir(), 'abparts-api-'))
    return {
      url: `pglite:${join(folder, 'db')}`,
      dispose: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    }
  }
  const name = `mw_test_abparts_${randomBytes(6).toString('hex')}`
  const statement = async (text: string): Promise<void> => {
    const db = await openDatabase(server)
    try {
      await db.exec(text)
    } finally {
      await db.close()
    }
  }
  await statement(`create database ${name}`)
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    dispose: () => statement(`drop database if exists ${name} with (force)`),
  }
}

/** The tables, everybody and everything, and more. */
export async function prepare(url: string, more = 'select 1'): Promise<void> {
  const db = await openDatabase(url)
  await db.exec(`${script};${rows};${more}`)
  await db.close()
}

async function made({ url }: Place): Promise<Api> {
  await prepare(url)
  const reported: unknown[] = []
  let moment = new Date('2025-06-02T08:00:00Z')
  const desk = await openDesk(await projectOf({ url }), { clock: () => moment, leastSignInMs: 0 })
  const { app, document } = createApp(desk, { report: (error) => reported.push(error) })
  const tokens = {} as Record<Person, string>
  for (const [name, { n }] of Object.entries(people))
    tokens[name as Person] = (await desk.db.write((tx) => openSession(tx, id(n), moment))).token
  return {
    url,
    desk,
    reported,
    document,
    setClock: (text) => {
      moment = new Date(text)
    },
    tokens,
    call: async (...[who, line, body, headers = {}]) => {
      const [method = 'GET', path = '/'] = line.split(' ')
      const answer = await app.request(`http://127.0.0.1${path}`, {
        method,
        headers: {
          host: '127.0.0.1',
          ...(who === 'nobody' ? {} : { authorization: `Bearer ${tokens[who]}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const found = JSON.parse(text === '' ? 'null' : text) as unknown
      const list = (Array.isArray(found) ? found : []) as Body[]
      return { status: answer.status, headers: answer.headers, body: found as Body, list }
    },
  }
}

/** The same tests over an embedded database and over a server, each empty; without a server, its half is shown as skipped. */
export function describeEachPlace(title: string, tests: (place: () => Place) => void): void {
  for (const kind of ['PGlite', 'PostgreSQL'] as const)
    describe.skipIf(kind === 'PostgreSQL' && !serverAnswers)(`${title} (${kind})`, () => {
      let place: Place | undefined
      beforeAll(async () => {
        place = await newPlace(kind)
      }, 120_000)
      afterAll(() => place?.dispose(), 60_000)
      tests(() => place as Place)
    })
}

/** The same, with everything in it and the application over it. */
export const describeEachApi = (title: string, tests: (api: () => Api) => void): void =>
  describeEachPlace(title, (place) => {
    let api: Api | undefined
    beforeAll(async () => {
      api = await made(place())
    }, 120_000)
    afterAll(() => api?.desk.db.close(), 60_000)
    tests(() => api as Api)
  })
