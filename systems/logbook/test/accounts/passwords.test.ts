import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { hashPassword } from 'millwright/http'
import { query } from '../support.ts'
import { testBook } from '../http/support.ts'

const [old, fresh] = ['a long and odd one', 'another odd and long one']

async function bookWithPassword() {
  const book = await testBook()
  const hash = await hashPassword(old)
  await book.desk.db.write((db) => db.run(sql`update users set password_hash = ${hash} where username = 'first'`))
  const login = (password: string) => book.call('nobody', 'POST /auth/login', { username: 'first', password })
  const tokenOf = async (): Promise<{ readonly token: string }> => (await login(old)).body as { token: string }
  return { ...book, login, tokenOf }
}

test('whoever knows the old password chooses a new one, and only that session stays', async () => {
  const { call, login, tokenOf } = await bookWithPassword()
  const [here, there] = [await tokenOf(), await tokenOf()]
  expect(await call(here, 'POST /auth/password', { current: 'guessed', password: fresh })).toMatchObject({
    status: 400,
    body: { code: 'password_wrong' },
  })
  expect(await call(here, 'POST /auth/password', { current: old, password: 'first of all first' })).toMatchObject({
    status: 400,
    body: { code: 'guessable' },
  })
  expect((await login(old)).status).toBe(201)
  expect(await call(here, 'POST /auth/password', { current: old, password: fresh })).toMatchObject({ status: 200 })
  expect((await call(here, 'GET /api/tanks')).status).toBe(200)
  expect((await call(there, 'GET /api/tanks')).status).toBe(401)
  expect([(await login(old)).status, (await login(fresh)).status]).toEqual([401, 201])
})

test('the chief engineer gives a new password to whoever forgot it, and nobody stays signed in with the old one', async () => {
  const { call, db, login, tokenOf } = await bookWithPassword()
  const session = await tokenOf()
  const id = Number(query(db, "select id from users where username = 'first'")[0]?.['id'])
  const line = `POST /auth/admin/users/${id}/password` as const
  expect(await call('chief_engineer', line, { password: 'short' })).toMatchObject({ status: 400 })
  expect(await call('chief_engineer', line, { password: fresh })).toMatchObject({
    status: 200,
    body: { username: 'first' },
  })
  expect((await call(session, 'GET /api/tanks')).status).toBe(401)
  expect([(await login(old)).status, (await login(fresh)).status]).toEqual([401, 201])
  expect(await call('chief_engineer', 'POST /auth/admin/users/999/password', { password: fresh })).toMatchObject({
    status: 404,
  })
  const told = query(db, "select details from audit_log where action in ('reset password', 'change password')")
  expect(JSON.stringify(told)).not.toContain(fresh)
})
