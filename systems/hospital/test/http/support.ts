import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Project, sql, up } from 'millwright'
import { afterAll, onTestFinished } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { cleanText } from '../../src/domain/text.ts'
import { type SampleOptions, sampleFiles } from '../../src/generator/sample.ts'
import { createApp } from '../../src/http/app.ts'
import { type Desk, openDesk } from '../../src/http/desk.ts'
import type { ApiDocument } from 'millwright/http'
import type { HospitalApp } from '../../src/http/route.ts'
import { loadedFiles } from '../../src/loads/files.ts'
import { paramsOf } from '../../src/loads/params.ts'
import { hospitalProject } from '../../src/move/project.ts'

export type Role = 'Admin' | 'Editor' | 'Viewer'

/** The day on which the test server stands. */
export const testDay = '2025-06-28'

/** What a call gave; `body` is JSON where the answer is JSON, text otherwise. */
export type Answered = {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
  readonly text: string
}

/** Who calls: a role of the standard ones, nobody, or the holder of a token. */
export type As = Role | 'nobody' | { readonly token: string }

/** A verb and a path. */
export type Line = `${string} /${string}`
export type Sent = {
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** A hospital of its own for a test: a database at head with generated rows, and the application over it. */
export type TestHospital = {
  readonly folder: string
  readonly project: Project
  readonly desk: Desk
  readonly app: HospitalApp
  readonly document: () => ApiDocument
  readonly tokens: Readonly<Record<Role, string>>
  /** Errors that the application reported as its own fault. */
  readonly reported: readonly unknown[]
  /** Moves the clock on. */
  readonly wait: (milliseconds: number) => void
  /** `call('Editor', 'POST /api/equipment/ocm', {…})`: the body is sent as JSON. */
  readonly call: (as: As, request: Line, body?: unknown) => Promise<Answered>
  /** As {@link call}, with a body and headers as they are given. */
  readonly send: (as: As, request: Line, about: Sent) => Promise<Answered>
  /** The server is stopped and started anew on the same database and clock. */
  readonly restart: () => Promise<{ readonly reopened: Pick<TestHospital, 'desk' | 'app' | 'call' | 'send'> }>
}

export type HospitalOptions = Partial<SampleOptions>

/** One hospital for a single test. */
export const testHospital = (options: HospitalOptions = {}): Promise<TestHospital> =>
  makeHospital(options, onTestFinished)

/** One hospital for all tests of a file; call it in `beforeAll`. */
export const sharedHospital = (options: HospitalOptions = {}): Promise<TestHospital> => makeHospital(options, afterAll)

type AtEnd = (work: () => Promise<void>) => void

async function makeHospital(options: HospitalOptions, atEnd: AtEnd): Promise<TestHospital> {
  const template = await templateOf(options)
  const folder = mkdtempSync(join(tmpdir(), 'hospital-http-'))
  cpSync(template, folder, { recursive: true })
  const project = await hospitalProject(join(folder, 'hospital.db'))
  let moment = Date.parse(`${testDay}T10:00:00.000Z`)
  const desk = await openDesk(project, { clock: () => new Date(moment), leastSignInMs: 0 })
  atEnd(async () => {
    await desk.db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const reported: unknown[] = []
  const { app, document } = createApp(desk, { report: (error) => reported.push(error) })
  const tokens = await signInAll(desk)
  const send = senderFor({ app, tokens })
  return {
    folder,
    project,
    desk,
    app,
    document,
    tokens,
    reported,
    wait: (milliseconds) => {
      moment += milliseconds
    },
    call: callerFor(send),
    send,
    restart: async () => {
      await desk.db.close()
      const again = await openDesk(project, { clock: () => new Date(moment), leastSignInMs: 0 })
      atEnd(() => again.db.close())
      const { app: reopened } = createApp(again, { report: (error) => reported.push(error) })
      const sendAgain = senderFor({ app: reopened, tokens })
      return { reopened: { desk: again, app: reopened, send: sendAgain, call: callerFor(sendAgain) } }
    },
  }
}

const callerFor =
  (send: TestHospital['send']): TestHospital['call'] =>
  (as, line, body) =>
    send(as, line, body === undefined ? {} : jsonOf(body))

const jsonOf = (body: unknown): Sent => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

type Door = { readonly app: HospitalApp; readonly tokens: TestHospital['tokens'] }

const senderFor =
  ({ app, tokens }: Door): TestHospital['send'] =>
  async (as, line, { body, headers }) => {
    const [method, path] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
    const token = typeof as === 'object' ? as.token : as === 'nobody' ? undefined : tokens[as]
    const answer = await app.request(`http://127.0.0.1${path}`, {
      method,
      headers: {
        host: '127.0.0.1',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    return answered(answer)
  }

async function answered(answer: Response): Promise<Answered> {
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  return { status: answer.status, headers: answer.headers, text, body: isJson ? (JSON.parse(text) as unknown) : text }
}

const usual: SampleOptions = { seed: 7, profile: 'clean', asOf: testDay, ocm: 40, ppm: 40, training: 12 }
const templates = new Map<string, Promise<string>>()

/** A database at head is made once for all tests of a file that want the same rows. */
function templateOf(options: HospitalOptions): Promise<string> {
  const key = JSON.stringify(options)
  const known = templates.get(key) ?? makeTemplate({ ...usual, ...options })
  templates.set(key, known)
  return known
}

async function makeTemplate(options: SampleOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hospital-head-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  mkdirSync(data)
  for (const [name, text] of sampleFiles(options)) writeFileSync(join(data, name), text)
  const project = await hospitalProject(join(folder, 'hospital.db'), { params: paramsFor(data, options) })
  const result = await up(project, { yes: true })
  if (result.exit !== 0) throw new Error(`the test's database could not be made: ${JSON.stringify(result)}`)
  return folder
}

function paramsFor(data: string, { asOf }: SampleOptions) {
  const list = JSON.parse(readFileSync(join(data, 'departments_and_machines.json'), 'utf8')) as object
  return paramsOf({
    data,
    asOf,
    startedAt: `${asOf}T00:00:00.000Z`,
    policies: defaultPolicies,
    departments: Object.keys(list).map(cleanText),
    files: loadedFiles.slice(0, -1),
    backups: [],
  })
}

/** The account of a role: `test-admin`, `test-editor`, `test-viewer`. */
export const accountOf = (role: Role): string => `test-${role.toLowerCase()}`

const signInAll = ({ db, now }: Desk): Promise<Readonly<Record<Role, string>>> =>
  db.write(async (tx) => {
    const tokenOf = async (role: Role): Promise<string> => {
      const made = await tx.get(sql`insert into users (username, password_hash, role_id)
        select ${accountOf(role)}, null, id from roles where name = ${role} returning id`)
      return (await openSession(tx, Number(made?.['id']), now())).token
    }
    return { Admin: await tokenOf('Admin'), Editor: await tokenOf('Editor'), Viewer: await tokenOf('Viewer') }
  })
