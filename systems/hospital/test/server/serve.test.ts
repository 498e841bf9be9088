import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { down } from 'millwright'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Running, startServer } from '../../src/server/server.ts'
import { openDesk } from '../../src/http/desk.ts'
import { createApp } from '../../src/http/app.ts'
import {
  cannotListen,
  noHospital,
  notAtHead,
  otherSchema,
  permissionNowhere,
  runUnderWay,
} from '../../src/server/problems.ts'
import { parseServe } from '../../src/server/options.ts'
import { demandPermissions } from '../../src/server/ready.ts'
import { root } from '../move/support.ts'
import { program } from '../move/program.ts'
import { testHospital } from '../http/support.ts'

// Programs are started, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

const fileOf = async (): Promise<string> => join((await testHospital()).folder, 'hospital.db')

async function started(db: string): Promise<Running> {
  const running = await startServer({ db, port: 0, host: '127.0.0.1', names: [], report: () => undefined })
  onTestFinished(() => running.stop())
  return running
}

const change = (db: string, text: string): void => {
  const open = new DatabaseSync(db)
  open.exec(text)
  open.close()
}

test('over a real socket: the link, a cookie, a big body, a foreign host', async () => {
  const { url, startUrl } = await started(await fileOf())
  expect(startUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/start\?token=[\w-]{43}$/)
  const first = await fetch(startUrl)
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = await fetch(`${url}/api/session`, { headers: { cookie } })
  expect(await session.json()).toMatchObject({ actor: 'local operator' })
  const health = await fetch(`${url}/api/health`)
  expect(await health.json()).toMatchObject({ status: 'ok', pending_migrations: 0 })
  const big = await fetch(`${url}/api/settings`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: 'x'.repeat(10 * 1024 * 1024),
  })
  expect([big.status, await big.json()]).toMatchObject([413, { code: 'body_too_large' }])
  const nobody = await fetch(`${url}/api/settings`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024) })
  expect(nobody.status).toBe(401)
  expect(await statusFor(url, 'evil.example')).toBe(421)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
})

/** `fetch` writes the host itself. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const asked = request(`${url}/api/health`, { headers: { host } })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [{ statusCode?: number; resume: () => void }]
  answer.resume()
  return answer.statusCode
}

test('two servers work on one file', async () => {
  const db = await fileOf()
  const [one, two] = [await started(db), await started(db)]
  const cookie = (await fetch(one.startUrl)).headers.get('set-cookie')?.split(';')[0] ?? ''
  const save = (url: string, hour: number): Promise<Response> =>
    fetch(`${url}/api/settings`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ email_send_time_hour: hour }),
    })
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, hour) => save(hour % 2 === 0 ? one.url : two.url, hour)),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 24 }, () => 200))
})

test('a stopped server has answered what was asked and let go of the database', async () => {
  const db = await fileOf()
  const running = await started(db)
  // It takes its time, so that nobody learns from it whether there is such a name.
  const asked = fetch(`${running.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'a', password: 'b' }),
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  const stopped = Promise.all([running.stop(), running.stop()])
  expect((await asked).status).toBe(401)
  await stopped
  await expect(fetch(`${running.url}/api/health`)).rejects.toThrow('fetch failed')
  const [busy] = pragma(db, 'wal_checkpoint(truncate)')
  expect(busy).toMatchObject({ busy: 0 })
})

function pragma(db: string, text: string): readonly unknown[] {
  const open = new DatabaseSync(db)
  try {
    return open.prepare(`pragma ${text}`).all()
  } finally {
    open.close()
  }
}

test('a database that is not there, lacks migrations, or was changed by hand is not served', async () => {
  const { folder, project, desk } = await testHospital()
  const db = join(folder, 'hospital.db')
  await expect(started(join(folder, 'none.db'))).rejects.toMatchObject({ code: 'HOSP401' })
  change(db, 'create index by_hand on ocm_equipment (name)')
  await expect(started(db)).rejects.toMatchObject({ code: 'HOSP403' })
  change(db, 'drop index by_hand')
  await desk.db.close()
  await down(project, { target: '-1', yes: true, backup: false })
  await expect(started(db)).rejects.toMatchObject({ code: 'HOSP402' })
  await started(await fileOf())
})

test('a port that is taken', async () => {
  const first = await started(await fileOf())
  const port = Number(new URL(first.url).port)
  const second = startServer({ db: await fileOf(), port, host: '127.0.0.1', names: [], report: () => undefined })
  await expect(second).rejects.toMatchObject({ code: 'HOSP406' })
})

test('a permission that no role has stops the server before it serves', async () => {
  const { project, folder } = await testHospital()
  change(
    join(folder, 'hospital.db'),
    "delete from role_permissions where permission_id in (select id from permissions where name in ('training_read', 'settings_read'))",
  )
  const desk = await openDesk(project)
  onTestFinished(() => desk.db.close())
  const { document } = createApp(desk)
  const refused = demandPermissions(desk.db, document())
  await expect(refused).rejects.toMatchObject({
    code: 'HOSP405',
    text: { what: 'No role has what some routes demand: settings_read, training_read.' },
  })
})

test('the words of every refusal', () => {
  const untouched = 'The database is as it was. Nothing is served.'
  expect(noHospital('h.db').text).toEqual({
    what: 'There is no database h.db.',
    state: 'Nothing was made. Nothing is served.',
    next: 'Move the registers first: `npm run -s move -w systems/hospital -- --data DIR --db FILE`.',
  })
  expect(notAtHead('h.db', ['0010 completed_on', '0011 ppm_visit']).text).toEqual({
    what: "The database h.db lacks 2 of the program's migrations: 0010 completed_on, 0011 ppm_visit.",
    state: untouched,
    does: 'A server never migrates by itself.',
    next: 'Type: npm run -s up -w systems/hospital -- --db h.db',
  })
  expect(otherSchema('h.db', ['index by_hand is not in the history']).text).toEqual({
    what: 'The database h.db is not what its history makes of it: index by_hand is not in the history.',
    state: untouched,
    does: 'A program that takes a schema for another one loses data.',
    next: 'Undo what was changed by hand, or restore the last proved backup, and type the command again.',
  })
  expect(runUnderWay('h.db', 'r1').text).toEqual({
    what: 'The run r1 on the database h.db is not finished.',
    state: untouched,
    next: 'Let it finish, or type the command that began it again: it goes on where it stopped.',
  })
  expect(permissionNowhere(['fly']).text).toEqual({
    what: 'No role has what some routes demand: fly.',
    state: untouched,
    does: 'A route that nobody may call is a mistake that only shows when somebody needs it.',
    next: 'Give it to a role: insert into role_permissions select r.id, p.id from roles r, permissions p where r.name = … and p.name = ….',
  })
  expect(cannotListen('127.0.0.1:80', 'it is taken').text).toEqual({
    what: 'The server cannot listen at 127.0.0.1:80: it is taken.',
    state: untouched,
    next: 'Stop the program that listens there, or choose another port with `--port`; 0 takes any that is free.',
  })
})

/** The command as a person types it; resolves with what it printed once the link is there. */
async function serve(...args: readonly string[]): Promise<{ readonly child: ChildProcess; readonly link: string }> {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, join(root, 'src', 'serve.ts'), ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString()
      const link = /http\S+token=\S+/.exec(printed)?.[0]
      if (link !== undefined && printed.includes('Ctrl-C')) resolve({ child, link })
    })
    child.on('close', () => reject(new Error(`it ended: ${printed}`)))
  })
}

test('the command serves until it is told to end, then ends in order with 0', async () => {
  const { child, link } = await serve('--db', await fileOf(), '--port', '0')
  expect((await fetch(link)).status).toBe(200)
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([0, null])
})

test('the command says what is wrong and what to type', async () => {
  expect(await program('serve.ts', ['--db', 'no-such.db'])).toMatchObject({
    code: 4,
    out: '',
    err: expect.stringContaining('HOSP401 There is no database') as unknown,
  })
})

test.each([
  [[], '--db is missing.'],
  [['--db', 'x.db', '--port', '65536'], '--port 65536: use a number from 0 to 65535.'],
  [['--db', 'x.db', '--port', 'http'], '--port http: use a number from 0 to 65535.'],
] as const)('%j is a mistake', (args, message) => {
  expect(parseServe(args, '/here')).toEqual({ kind: 'mistake', message })
})

test.each([[['--db']], [['--db', 'x.db', 'more']], [['--bd', 'x.db']], [['--db', '--port', '7']]])(
  '%j runs nothing',
  (args) => {
    expect(parseServe(args, '/here')).toMatchObject({ kind: 'mistake' })
  },
)

test('only the loopback is served unless something else is asked for', () => {
  expect(parseServe(['--db', 'x.db'], '/here')).toEqual({
    kind: 'run',
    options: { db: '/here/x.db', port: undefined, host: '127.0.0.1', names: [] },
  })
  expect(parseServe(['--db', 'x.db', '--host', '::1', '--name', 'a', '--name', 'b'], '/here')).toMatchObject({
    options: { host: '::1', names: ['a', 'b'] },
  })
  expect(parseServe(['--help'], '/here')).toEqual({ kind: 'help' })
})

test('the statuses of today are stored when it starts, and its own work ends with it', async () => {
  const db = await fileOf()
  change(
    db,
    "update ocm_equipment set status = 'Maintained', next_maintenance = '2001-01-01', service_date = '2000-01-01'",
  )
  const running = await started(db)
  await running.stop()
  const open = new DatabaseSync(db, { readOnly: true })
  const [row] = open.prepare("select count(*) as n from ocm_equipment where status <> 'Overdue'").all()
  const [event] = open.prepare("select description from audit_log where performed_by = 'schedule'").all()
  open.close()
  expect(row?.['n']).toBe(0)
  expect(event?.['description']).toMatch(/^Statuses were brought to \d{4}-\d\d-\d\d: \d+ changed$/)
})
