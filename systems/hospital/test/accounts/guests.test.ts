import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { guestName, openGuestSession } from '../../src/accounts/guests.ts'
import { type Role, type TestHospital, testHospital } from '../http/support.ts'

const guest = (role: string) => ({ name: 'Ada\u200b  Long', door: 'dashboard', role })
const name = 'Ada Long (dashboard)'

const comeIn = ({ desk }: TestHospital, role: Role | 'Cook') =>
  desk.change({ actor: guestName(guest(role)) }, (db, act) => openGuestSession(db, act, guest(role)))

const account = ({ desk }: TestHospital) =>
  desk.db.read((db) =>
    db.all(sql`select u.id, r.name as role, u.password_hash from users u join roles r on r.id = u.role_id
    where u.username = ${name}`),
  )

test('a guest may what the role may, in a name of their own, and signs in with no password', async () => {
  const hospital = await testHospital()
  const { token } = await comeIn(hospital, 'Viewer')
  expect(await hospital.call({ token }, 'GET /api/session')).toMatchObject({
    body: { actor: name, role: 'Viewer', must_reset: false },
  })
  expect((await hospital.call({ token }, 'POST /api/equipment/ocm', {})).status).toBe(403)
  expect((await hospital.call({ token }, 'GET /api/audit-log')).status).toBe(403)
  expect(await account(hospital)).toMatchObject([{ role: 'Viewer', password_hash: null }])
  const signIn = await hospital.call('nobody', 'POST /api/session', { username: name, password: 'anything at all' })
  expect(signIn.status).toBe(401)
})

test('coming in again makes no second account; one that was given more goes back, and its sessions end', async () => {
  const hospital = await testHospital()
  const { token } = await comeIn(hospital, 'Viewer')
  await hospital.desk.db.write((db) =>
    db.run(sql`update users set role_id = (select id from roles where name = 'Admin') where username = ${name}`),
  )
  expect((await hospital.call({ token }, 'GET /api/audit-log')).status).toBe(200)
  await comeIn(hospital, 'Viewer')
  expect(await account(hospital)).toMatchObject([{ role: 'Viewer' }])
  expect((await hospital.call({ token }, 'GET /api/audit-log')).status).toBe(401)
})

test('an account that was closed stays closed, one with a password of its own is not taken over, a role that is gone opens nothing', async () => {
  const hospital = await testHospital()
  await comeIn(hospital, 'Editor')
  const id = Number((await account(hospital))[0]?.['id'])
  await hospital.call('Admin', `PUT /admin/users/${id}`, { is_active: false })
  await expect(comeIn(hospital, 'Editor')).rejects.toMatchObject({ status: 403, code: 'account_closed' })
  await hospital.desk.db.write((db) =>
    db.run(sql`update users set is_active = 1, password_hash = 'x' where id = ${id}`),
  )
  await expect(comeIn(hospital, 'Editor')).rejects.toMatchObject({ status: 403, code: 'account_taken' })
  await expect(comeIn(hospital, 'Cook')).rejects.toMatchObject({ status: 403, code: 'role_unknown' })
})
