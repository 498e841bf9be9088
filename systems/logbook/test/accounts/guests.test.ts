import { expect, test } from 'vitest'
import { guestName, noPassword, openGuestSession } from '../../src/accounts/guests.ts'
import type { Role } from '../../src/domain/lists.ts'
import { testBook, type TestBook } from '../http/support.ts'
import { change, query } from '../support.ts'

const guest = (role: Role) => ({ name: 'Ada', door: `dashboard ${role}`, role })

const comeIn = ({ desk }: TestBook, role: Role) =>
  desk.change({ actor: guestName(guest(role)) }, (db, act) => openGuestSession(db, act, guest(role)))

test('a guest may what the role may, under an account without a password', async () => {
  const book = await testBook()
  const { token } = await comeIn(book, 'viewer')
  expect(await book.call({ token }, 'GET /auth/api/current-user')).toMatchObject({
    body: { username: 'Ada (dashboard viewer)', role: 'viewer', permissions: ['read'] },
  })
  expect((await book.call({ token }, 'POST /api/soundings', {})).status).toBe(403)
  expect(query(book.db, "select password_hash from users where username like 'Ada%'")).toEqual([
    { password_hash: noPassword },
  ])
  for (const password of [noPassword, '']) {
    const credentials = { username: 'Ada (dashboard viewer)', password }
    expect((await book.call('nobody', 'POST /auth/login', credentials)).status).toBe(401)
  }
})

test('coming in again makes no second account; one that was given more goes back to what its door says', async () => {
  const book = await testBook()
  await comeIn(book, 'viewer')
  change(book.db, "update users set role = 'chief_engineer' where username like 'Ada%'")
  const { token } = await comeIn(book, 'viewer')
  expect(query(book.db, "select role from users where username like 'Ada%'")).toEqual([{ role: 'viewer' }])
  expect((await book.call({ token }, 'POST /api/soundings', {})).status).toBe(403)
})

test('an account that was closed stays closed, and one with a password of its own is not taken over', async () => {
  const book = await testBook()
  await comeIn(book, 'engineer')
  const [{ id }] = query(book.db, "select id from users where username like 'Ada%'") as readonly [{ id: number }]
  await book.call('chief_engineer', `POST /auth/admin/users/${id}/toggle`)
  await expect(comeIn(book, 'engineer')).rejects.toMatchObject({ status: 403, code: 'account_closed' })
  await book.call('chief_engineer', `POST /auth/admin/users/${id}/toggle`)
  await book.call('chief_engineer', `POST /auth/admin/users/${id}/password`, { password: 'long and quite odd 7' })
  await expect(comeIn(book, 'engineer')).rejects.toMatchObject({ status: 403, code: 'account_taken' })
})

test('a guest who is a chief engineer does not count as the last one', async () => {
  const book = await testBook()
  const { token } = await comeIn(book, 'chief_engineer')
  const chiefs = query(book.db, "select id from users where role = 'chief_engineer' and username not like 'Ada%'")
  expect(chiefs).toHaveLength(1)
  const answer = await book.call({ token }, `POST /auth/admin/users/${Number(chiefs[0]?.['id'])}/toggle`)
  expect(answer).toMatchObject({ status: 409, body: { code: 'last_chief' } })
})
