import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Role, roles } from '../../src/domain/lists.ts'
import { type Operation, operationsOf } from 'millwright/http'
import { type Answered, type As, type TestBook, testBook } from './support.ts'

/** What the book's own table of the interface demands, verb by verb. */
const demanded: Readonly<Record<string, string>> = {
  'get /health': 'public',
  'get /api/health': 'public',
  'get /api/tanks': 'read',
  'get /api/tanks/{id}/lookup': 'read',
  'get /api/soundings': 'read',
  'get /api/soundings/latest': 'read',
  'post /api/soundings': 'write',
  'get /api/orb-entries': 'read',
  'get /api/orb-entries/{id}': 'read',
  'post /api/orb-entries': 'write',
  'post /api/orb-entries/{id}/strike': 'administer',
  'get /api/dashboard/stats': 'read',
  'get /api/dashboard/full': 'read',
  'get /api/service-tanks': 'read',
  'get /api/service-tanks/active': 'read',
  'post /api/service-tanks/active': 'write',
  'get /api/fuel-tickets': 'read',
  'get /api/fuel-tickets/latest': 'read',
  'get /api/fuel-tickets/stats': 'read',
  'post /api/fuel-tickets': 'write',
  'get /api/status-events': 'read',
  'get /api/status-events/latest': 'read',
  'post /api/status-events': 'write',
  'get /api/equipment': 'read',
  'get /api/equipment/{id}': 'read',
  'post /api/equipment/{id}': 'write',
  'post /api/equipment/bulk': 'write',
  'get /api/oil-levels': 'read',
  'post /api/oil-levels': 'write',
  'get /api/hitches': 'read',
  'get /api/hitch/current': 'read',
  'get /api/hitch/{id}': 'read',
  'put /api/hitch/{id}': 'administer',
  'post /api/hitch/start': 'administer',
  'post /api/hitch/end': 'administer',
  'post /api/hitch/parse-image': 'administer',
  'post /auth/login': 'public',
  'post /auth/logout': 'signed-in',
  'get /auth/api/current-user': 'signed-in',
  'get /auth/api/check-auth': 'public',
  'get /auth/admin/users': 'administer',
  'post /auth/admin/users': 'administer',
  'post /auth/admin/users/{id}/toggle': 'administer',
  'post /auth/admin/users/{id}/password': 'administer',
  'post /auth/password': 'signed-in',
}

const allowed: Readonly<Record<Role, readonly string[]>> = {
  chief_engineer: ['public', 'signed-in', 'read', 'write', 'administer'],
  engineer: ['public', 'signed-in', 'read', 'write'],
  viewer: ['public', 'signed-in', 'read'],
}

const shared = testBook(afterAll)
let book: TestBook
let operations: readonly Operation[] = []
beforeAll(async () => {
  book = await shared
  operations = operationsOf(book.document())
})

/** Without a body and with a made-up subject: enough to see whether the door is open. */
const knock = (as: As, { verb, path }: Operation): Promise<Answered> =>
  book.call(as, `${verb.toUpperCase()} ${path.replace(/\{\w+\}/g, 'made-up')}` as `${string} /${string}`)

test('the interface is the whole table, and nothing else', () => {
  expect(Object.fromEntries(operations.map(({ verb, path, permission }) => [`${verb} ${path}`, permission]))).toEqual(
    demanded,
  )
})

test('nobody gets in where a door is closed, with no token and with a forged one', async () => {
  for (const operation of operations.filter(({ permission }) => permission !== 'public')) {
    for (const [as, code] of [
      ['nobody', 'sign_in_required'],
      [{ token: 'forged' }, 'session_unknown'],
    ] as const) {
      const { status, body } = await knock(as, operation)
      expect([operation.path, status, body]).toMatchObject([operation.path, 401, { code, details: {} }])
    }
  }
})

test.each(roles)('%s gets in where the table says so, and nowhere else', async (role) => {
  for (const operation of operations.filter(({ path }) => path !== '/auth/logout')) {
    const { status, body } = await knock(role, operation)
    if (allowed[role].includes(operation.permission))
      expect([operation.path, [401, 403].includes(status)]).toEqual([operation.path, false])
    else expect([operation.path, status, body]).toMatchObject([operation.path, 403, { code: 'permission_missing' }])
  }
})

test('the doors were tried, and nothing failed inside', () => {
  expect(operations).toHaveLength(45)
  expect(book.reported).toEqual([])
})
