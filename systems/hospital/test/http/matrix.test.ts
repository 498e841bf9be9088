import { sql } from 'millwright'
import { beforeAll, expect, test } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import { type Operation, operationsOf } from 'millwright/http'
import { accountOf, type Answered, type Role, sharedHospital, type TestHospital } from './support.ts'

const everybody = ['dashboard_view', 'equipment_ppm_read', 'equipment_ocm_read']
const editing = [
  'equipment_ppm_write',
  'equipment_ppm_delete',
  'equipment_ppm_import_export',
  'equipment_ocm_write',
  'equipment_ocm_delete',
  'equipment_ocm_import_export',
  'training_manage',
  'training_read',
]
const managing = [
  'audit_log_view',
  'audit_log_export',
  'user_manage',
  'settings_read',
  'settings_manage',
  'settings_email_test',
  'backup_manage',
]

/** The table of roles and permissions as the hospital wrote it down. */
const matrix: Readonly<Record<Role, readonly string[]>> = {
  Admin: [...everybody, ...editing, ...managing],
  Editor: [...everybody, ...editing],
  Viewer: everybody,
}

/** What the hospital's list of endpoints demands, verb by verb. */
const demanded: Readonly<Record<string, string>> = {
  ...registerRoutes('ocm'),
  ...registerRoutes('ppm'),
  'get /api/trainings': 'training_read',
  'get /api/trainings/{id}': 'training_read',
  'post /api/trainings': 'training_manage',
  'put /api/trainings/{id}': 'training_manage',
  'delete /api/trainings/{id}': 'training_manage',
  'post /api/training/import': 'training_manage',
  'get /api/settings': 'settings_read',
  'post /api/settings': 'settings_manage',
  'get /api/dashboard': 'dashboard_view',
  'get /api/audit-log': 'audit_log_view',
  'get /api/audit-log/export': 'audit_log_export',
  'post /api/backup/full': 'backup_manage',
  'post /api/backup/settings': 'backup_manage',
  'get /api/backup': 'backup_manage',
  'get /api/backup/{name}': 'backup_manage',
  'delete /api/backup/{name}': 'backup_manage',
  'post /api/backup/{name}/restore': 'backup_manage',
  'post /api/push_subscribe': 'signed-in',
  'post /api/push_unsubscribe': 'signed-in',
  'get /api/vapid_public_key': 'signed-in',
  'post /api/test-push': 'settings_email_test',
  'post /api/test-email': 'settings_email_test',
  'get /admin/users': 'user_manage',
  'post /admin/users': 'user_manage',
  'put /admin/users/{id}': 'user_manage',
  'delete /admin/users/{id}': 'user_manage',
  'get /api/health': 'public',
}

function registerRoutes(register: 'ocm' | 'ppm'): Record<string, string> {
  const [path, about] = [`/api/equipment/${register}`, `equipment_${register}`]
  return {
    [`get ${path}`]: `${about}_read`,
    [`get ${path}/{serial}`]: `${about}_read`,
    [`post ${path}`]: `${about}_write`,
    [`put ${path}/{serial}`]: `${about}_write`,
    [`patch ${path}/{serial}`]: `${about}_write`,
    [`delete ${path}/{serial}`]: `${about}_delete`,
    [`post /api/bulk_delete/${register}`]: `${about}_delete`,
    [`get /api/export/${register}`]: `${about}_import_export`,
    [`post /api/import/${register}`]: `${about}_import_export`,
  }
}

const shared = sharedHospital()
let hospital: TestHospital
let operations: readonly Operation[] = []

beforeAll(async () => {
  hospital = await shared
  operations = operationsOf(hospital.document())
})

/** A session of its own for every call: one of the operations ends it. */
async function tokenOf(role: Role): Promise<string> {
  const { token } = await hospital.desk.db.write(async (db) => {
    const row = await db.get(sql`select id from users where username = ${accountOf(role)}`)
    return openSession(db, Number(row?.['id']), hospital.desk.now())
  })
  return token
}

/** Without a body and with a made-up subject: enough to see whether the door is open. */
const call = (as: 'nobody' | { readonly token: string }, { verb, path }: Operation): Promise<Answered> =>
  hospital.call(as, `${verb.toUpperCase()} ${path.replace(/\{\w+\}/g, 'made-up')}` as `${string} /${string}`)

const isOpen = (permission: string): boolean => permission === 'public' || permission === 'signed-in'

/** What it imports stands in the file, so its permission is known only then; a viewer may import nothing. */
const byContent = '/api/import/auto'

test('every endpoint of the list is there and demands what it should', () => {
  const found = Object.fromEntries(operations.map(({ verb, path, permission }) => [`${verb} ${path}`, permission]))
  expect(found).toMatchObject(demanded)
})

test('every permission that is demanded is one of the table, and every one of the table is demanded', () => {
  const used = new Set(operations.map(({ permission }) => permission))
  used.delete('public')
  used.delete('signed-in')
  expect([...used].sort()).toEqual([...matrix.Admin].sort())
})

test('nobody gets in where a door is closed, with no token, a forged one or one that is over', async () => {
  for (const operation of operations) {
    if (operation.permission === 'public') continue
    for (const as of ['nobody', { token: 'forged' }] as const) {
      const { status, body } = await call(as, operation)
      const code = as === 'nobody' ? 'sign_in_required' : 'session_unknown'
      expect([operation.verb, operation.path, status, body]).toMatchObject([
        operation.verb,
        operation.path,
        401,
        { code, details: [], error: expect.any(String) as unknown },
      ])
    }
  }
})

test.each(['Admin', 'Editor', 'Viewer'] as const)(
  '%s gets in where the table says so, and nowhere else',
  async (role) => {
    for (const operation of operations) {
      const { verb, path, permission } = operation
      const { status, body } = await call({ token: await tokenOf(role) }, operation)
      const isAllowed = isOpen(permission) || matrix[role].includes(permission)
      if (path === byContent && role === 'Viewer') {
        expect([status, body]).toMatchObject([403, { code: 'permission_missing' }])
        continue
      }
      if (isAllowed) expect([verb, path, status === 401 || status === 403]).toEqual([verb, path, false])
      else expect([verb, path, status, body]).toMatchObject([verb, path, 403, { code: 'permission_missing' }])
    }
  },
)

test('the roles have 18, 11 and 3 permissions, in the table and in the database', async () => {
  const sizes = Object.values(matrix).map((permissions) => permissions.length)
  expect(sizes).toEqual([18, 11, 3])
  const { body } = await hospital.call('Admin', 'GET /admin/roles')
  const roles = (body as readonly { readonly name: Role; readonly permissions: readonly string[] }[]).slice(0, 3)
  for (const { name, permissions } of roles) expect([...permissions].sort()).toEqual([...matrix[name]].sort())
})

test('an OCM permission never opens a PPM route, nor the other way round', async () => {
  const about = {
    name: 'half',
    permissions: ['equipment_ocm_read', 'equipment_ocm_write', 'equipment_ocm_delete', 'equipment_ocm_import_export'],
  }
  expect(await hospital.call('Admin', 'POST /admin/roles', about)).toMatchObject({ status: 201 })
  const token = await hospital.desk.db.write(async (db) => {
    const made = await db.get(
      sql`insert into users (username, role_id) select 'half', id from roles where name = 'half' returning id`,
    )
    return (await openSession(db, Number(made?.['id']), hospital.desk.now())).token
  })
  for (const operation of operations) {
    if (!/\bocm\b|\bppm\b/.test(operation.path)) continue
    const { status } = await call({ token }, operation)
    const isAllowed = about.permissions.includes(operation.permission)
    expect([operation.verb, operation.path, status === 403]).toEqual([operation.verb, operation.path, !isAllowed])
  }
})

test('the doors were tried, and nothing failed inside', () => {
  expect(operations.length).toBeGreaterThan(40)
  expect(hospital.reported).toEqual([])
})
