import { sql } from 'millwright'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { hashPassword } from '../../src/accounts/passwords.ts'
import { type Answered, type TestHospital, testHospital } from './support.ts'

const password = 'a very good password'
let hospital: TestHospital
let hash = ''

beforeAll(async () => {
  hash = await hashPassword(password)
})

beforeEach(async () => {
  hospital = await testHospital()
  await hospital.desk.db.write((db) =>
    db.run(sql`update users set password_hash = ${hash} where username = 'test-admin'`),
  )
})

const call = (line: `${string} /${string}`, body?: unknown): Promise<Answered> => hospital.call('Admin', line, body)

const users = async (): Promise<readonly { readonly id: number; readonly username: string }[]> =>
  (await call('GET /admin/users')).body as never

const idOf = async (username: string): Promise<number> =>
  (await users()).find((user) => user.username === username)?.id ?? 0

const lastEvent = async (): Promise<readonly unknown[]> => {
  const row = await hospital.desk.db.read((db) => db.get(sql`select * from audit_log order by id desc limit 1`))
  return [
    row?.['performed_by'],
    row?.['event_type'],
    row?.['description'],
    JSON.parse(String(row?.['details'])) as unknown,
  ]
}

const nurse = { username: 'nurse-k', role: 'Viewer', password }

test('an account is added, signs in once with the password of the administrator, and changes it', async () => {
  const added = await call('POST /admin/users', nurse)
  const id = await idOf('nurse-k')
  const shown = { id, username: 'nurse-k', role: 'Viewer', is_active: true, must_reset: true, has_password: true }
  expect([added.status, added.headers.get('location'), added.body]).toEqual([201, `/admin/users/${id}`, shown])
  expect((await call(`GET /admin/users/${id}`)).body).toEqual(shown)
  expect(await lastEvent()).toEqual(['test-admin', 'User Action', 'Added the account nurse-k', { role: 'Viewer' }])
  const signedIn = await hospital.call('nobody', 'POST /api/session', { username: 'nurse-k', password })
  expect(signedIn.status).toBe(201)
  const session = await hospital.call(signedIn.body as { readonly token: string }, 'GET /api/session')
  expect(session.body).toMatchObject({ role: 'Viewer', must_reset: true })
})

test.each([
  [{ ...nurse, username: '  ' }, 400, 'required', 'username is required'],
  [{ ...nurse, username: 'x'.repeat(81) }, 400, 'too_long', 'username is longer than 80 characters'],
  [{ ...nurse, username: 'nurse\u202ek' }, 400, 'unseen_character', 'username has characters that cannot be seen'],
  [{ ...nurse, username: 'System' }, 400, 'reserved', 'username: System is a name of the program'],
  [{ ...nurse, username: 'TEST-editor' }, 409, 'duplicate_username', 'There is an account TEST-editor already'],
  [{ ...nurse, role: 'Boss' }, 400, 'role_unknown', 'There is no role Boss'],
  [{ ...nurse, password: 'short' }, 400, 'too_short', 'A password has at least 12 characters'],
  [{ ...nurse, colour: 'blue' }, 400, 'unknown_field', 'colour is not a known field'],
  [{ username: 'nurse-k' }, 400, 'required', 'role is required; password is required'],
] as const)('%j is refused', async (...[body, status, code, error]) => {
  const before = await users()
  expect(await call('POST /admin/users', body)).toMatchObject({ status, body: { code, error } })
  expect(await users()).toEqual(before)
})

test('what a GET shows can be sent back unchanged, and changes nothing', async () => {
  const id = await idOf('test-editor')
  const shown = await call(`GET /admin/users/${id}`)
  const before = await lastEvent()
  expect(await call(`PUT /admin/users/${id}`, shown.body)).toMatchObject({ status: 200, body: shown.body })
  expect(await lastEvent()).toEqual(before)
  expect(await hospital.call('Editor', 'GET /api/session')).toMatchObject({ status: 200 })
  expect(
    await call(`PUT /admin/users/${id}`, { ...(shown.body as object), id: 7000, has_password: true }),
  ).toMatchObject({
    status: 400,
    body: { error: 'id cannot be set; has_password cannot be set', code: 'read_only' },
  })
})

test.each([
  [{ role: 'Viewer' }, { role: ['Editor', 'Viewer'] }],
  [{ is_active: false }, { is_active: [true, false] }],
  [{ username: 'editor-z' }, { username: ['test-editor', 'editor-z'] }],
  [{ password: 'quite another password' }, { must_reset: [false, true], password: 'set anew' }],
])('%j ends the sessions of the account', async (change, details) => {
  const id = await idOf('test-editor')
  expect(await call(`PUT /admin/users/${id}`, change)).toMatchObject({ status: 200 })
  expect(await lastEvent()).toEqual([
    'test-admin',
    'User Action',
    'Changed the account test-editor',
    { ...details, ended: 1 },
  ])
  expect(await hospital.call('Editor', 'GET /api/session')).toMatchObject({ status: 401 })
})

test('a change of nothing else leaves the sessions alone', async () => {
  const id = await idOf('test-editor')
  expect(await call(`PUT /admin/users/${id}`, { must_reset: true })).toMatchObject({ status: 200 })
  expect(await hospital.call('Editor', 'GET /api/session')).toMatchObject({ status: 200 })
  expect(await hospital.call('Editor', 'GET /api/trainings')).toMatchObject({ status: 403 })
})

test('a removed account is gone with its sessions; what it did keeps its name', async () => {
  const id = await idOf('test-viewer')
  await hospital.call('Viewer', 'GET /api/trainings')
  expect(await call(`DELETE /admin/users/${id}`)).toMatchObject({
    status: 200,
    body: { message: 'Removed the account test-viewer' },
  })
  expect(await hospital.call('Viewer', 'GET /api/session')).toMatchObject({ status: 401 })
  for (const line of [`GET /admin/users/${id}`, `DELETE /admin/users/${id}`] as const)
    expect(await call(line)).toMatchObject({
      status: 404,
      body: { error: `There is no user ${id}`, code: 'not_found' },
    })
  const log = await hospital.desk.db.read((db) =>
    db.all(sql`select id from audit_log where performed_by = 'test-viewer'`),
  )
  expect(log).toHaveLength(1)
})

test('the last administrator who can sign in is neither removed, nor closed, nor made less', async () => {
  const id = await idOf('test-admin')
  // Others have the role: one without a password, one whose hash cannot be checked, one that is closed.
  await hospital.desk.db.write((db) =>
    db.run(sql`insert into users (username, password_hash, role_id, is_active) values
      ('admin-b', null, 1, 1), ('admin-c', '$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234', 1, 1),
      ('admin-d', ${hash}, 1, 0)`),
  )
  await hospital.desk.db.write((db) => db.run(sql`delete from users where username = 'admin-a'`))
  const refused = {
    status: 409,
    body: {
      error: 'Nobody who can sign in would be left to manage the accounts. Make another administrator first',
      code: 'last_administrator',
    },
  }
  expect(await call(`DELETE /admin/users/${id}`)).toMatchObject(refused)
  expect(await call(`PUT /admin/users/${id}`, { is_active: false })).toMatchObject(refused)
  expect(await call(`PUT /admin/users/${id}`, { role: 'Editor' })).toMatchObject(refused)
  expect(await call('PUT /admin/roles/Admin', { permissions: ['dashboard_view'] })).toMatchObject({ status: 409 })
  expect(await hospital.call('Admin', 'GET /api/session')).toMatchObject({ status: 200 })
  expect(await call(`PUT /admin/users/${await idOf('admin-d')}`, { is_active: true })).toMatchObject({ status: 200 })
  expect(await call(`DELETE /admin/users/${id}`)).toMatchObject({ status: 200 })
})

test('of two administrators who remove each other at once, one remains', async () => {
  const { token } = (await hospital.call('nobody', 'POST /api/session', { username: 'test-admin', password })).body as {
    readonly token: string
  }
  await hospital.desk.db.write((db) => db.run(sql`delete from users where username = 'admin-a'`))
  await call('POST /admin/users', { ...nurse, username: 'admin-b', role: 'Admin', must_reset: false })
  const other = (await hospital.call('nobody', 'POST /api/session', { username: 'admin-b', password })).body as {
    readonly token: string
  }
  const [first, second] = [await idOf('test-admin'), await idOf('admin-b')]
  const answers = await Promise.all([
    hospital.call({ token }, `DELETE /admin/users/${second}`),
    hospital.call(other, `DELETE /admin/users/${first}`),
  ])
  expect(answers.map(({ status }) => status)).toContain(200)
  const left = await hospital.desk.db.read((db) => db.all(sql`select username from users where role_id = 1`))
  expect(left).toHaveLength(1)
})

test('who lost the old password comes in again by one from an administrator, and must choose another', async () => {
  const id = await idOf('test-viewer')
  expect((await call(`GET /admin/users/${id}`)).body).toMatchObject({ has_password: false, must_reset: false })
  const given = await call(`PUT /admin/users/${id}`, { password: 'a password for today' })
  expect(given.body).toMatchObject({ has_password: true, must_reset: true })
  const opened = await hospital.call('nobody', 'POST /api/session', {
    username: 'test-viewer',
    password: 'a password for today',
  })
  const session = opened.body as { readonly token: string }
  expect(await hospital.call(session, 'GET /api/equipment/ocm')).toMatchObject({ status: 403 })
  const chosen = await hospital.call(session, 'POST /api/session/password', {
    current_password: 'a password for today',
    new_password: 'a password of my own',
  })
  expect(await hospital.call(chosen.body as { readonly token: string }, 'GET /api/equipment/ocm')).toMatchObject({
    status: 200,
  })
})

test('nobody sets the own password without the current one', async () => {
  expect(
    await call(`PUT /admin/users/${await idOf('test-admin')}`, { password: 'quite another password' }),
  ).toMatchObject({
    status: 400,
    body: {
      error: 'Change your own password with POST /api/session/password, which asks for the current one',
      code: 'own_password',
    },
  })
})

test('roles show what their tables say', async () => {
  const { body } = await call('GET /admin/roles')
  expect(body).toMatchObject([{ name: 'Admin' }, { name: 'Editor' }, { name: 'Viewer' }])
  const list = body as readonly { readonly permissions: readonly string[]; readonly users: number }[]
  expect(list.map(({ permissions }) => permissions.length)).toEqual([18, 11, 3])
  expect((await call('GET /admin/permissions')).body).toEqual(list[0]?.permissions)
  expect(await call('GET /admin/roles/Nurse')).toMatchObject({
    status: 404,
    body: { error: 'There is no role Nurse', code: 'not_found' },
  })
})

test('a role is added, given to an account, changed and removed', async () => {
  const added = await call('POST /admin/roles', { name: 'Ward / 5A', permissions: ['dashboard_view', 'training_read'] })
  expect([added.status, added.headers.get('location')]).toEqual([201, '/admin/roles/Ward%20%2F%205A'])
  await call(`PUT /admin/users/${await idOf('test-viewer')}`, { role: 'Ward / 5A' })
  const { token } = await reopen('test-viewer')
  expect(await hospital.call({ token }, 'GET /api/trainings')).toMatchObject({ status: 200 })
  const shown = await call('GET /admin/roles/Ward%20%2F%205A')
  expect(shown.body).toEqual({ name: 'Ward / 5A', permissions: ['dashboard_view', 'training_read'], users: 1 })
  expect(await call('PUT /admin/roles/Ward%20%2F%205A', shown.body)).toMatchObject({ status: 200, body: shown.body })
  expect(await hospital.call({ token }, 'GET /api/trainings')).toMatchObject({ status: 200 })
  expect(await call('PUT /admin/roles/Ward%20%2F%205A', { permissions: ['dashboard_view'] })).toMatchObject({
    status: 200,
  })
  expect(await lastEvent()).toEqual([
    'test-admin',
    'User Action',
    'Changed the role Ward / 5A',
    { added: [], removed: ['training_read'], ended: 1 },
  ])
  expect(await hospital.call({ token }, 'GET /api/trainings')).toMatchObject({ status: 401 })
  expect(await call('DELETE /admin/roles/Ward%20%2F%205A')).toMatchObject({
    status: 409,
    body: { error: '1 accounts have the role Ward / 5A. Give them another one first', code: 'role_in_use' },
  })
  await call(`PUT /admin/users/${await idOf('test-viewer')}`, { role: 'Viewer' })
  expect(await call('DELETE /admin/roles/Ward%20%2F%205A')).toMatchObject({
    status: 200,
    body: { message: 'Removed the role Ward / 5A' },
  })
})

test.each([
  ['POST /admin/roles', { name: 'admin', permissions: [] }, 409, 'duplicate_role', 'There is a role admin already'],
  ['POST /admin/roles', { name: '', permissions: [] }, 400, 'required', 'name is required'],
  ['POST /admin/roles', { name: 'X', permissions: ['fly'] }, 400, 'permission_unknown', 'There is no permission fly'],
  [
    'PUT /admin/roles/Admin',
    { permissions: ['user_manage'] },
    409,
    'permission_without_role',
    'No role would be left with audit_log_view, audit_log_export, settings_read, settings_manage, settings_email_test, backup_manage',
  ],
  ['PUT /admin/roles/Admin', { permissions: [], users: 70 }, 400, 'read_only', 'users cannot be set'],
] as const)('%s %j is refused', async (...[line, body, status, code, error]) => {
  const before = (await call('GET /admin/roles')).body
  expect(await call(line, body)).toMatchObject({ status, body: { code, error } })
  expect((await call('GET /admin/roles')).body).toEqual(before)
})

/** A session of an account, as if it had signed in. */
async function reopen(username: string): Promise<{ readonly token: string }> {
  await hospital.desk.db.write((db) =>
    db.run(sql`update users set password_hash = ${hash}, must_reset = 0 where username = ${username}`),
  )
  return (await hospital.call('nobody', 'POST /api/session', { username, password })).body as { readonly token: string }
}
