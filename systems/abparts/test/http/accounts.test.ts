/** Sessions, the lock after failed attempts, and invitations: who comes in, for how long, and what shuts them out. */
import { hashPassword } from 'millwright/http'
import { expect, test } from 'vitest'
import { type Api, type Answered, describeEachApi, id, type Person, people } from './support.ts'

const right = 'a right and long password'
const start = '2025-06-02T08:00:00Z'
const minutes = (n: number): string => new Date(Date.parse(start) + n * 60_000).toISOString()

async function givePassword({ desk }: Api, who: Person): Promise<void> {
  const hash = await hashPassword(right)
  await desk.db.write((session) =>
    session.run('update users set password_hash = $2, failed_login_attempts = 0, locked_until = null where id = $1', [
      id(people[who].n),
      hash,
    ]),
  )
}

const signIn = ({ call }: Api, username: string, password = right): Promise<Answered> =>
  call('nobody', 'POST /session', { username, password })

const withToken = ({ call }: Api, token: unknown): Promise<Answered> =>
  call('nobody', 'GET /session', undefined, { authorization: `Bearer ${String(token)}` })

describeEachApi('accounts', (api) => {
  test('a session lasts eight hours to the minute, and ends with the signing out', async () => {
    api().setClock(start)
    await givePassword(api(), 'userA')
    const { status, body } = await signIn(api(), 'userA')
    expect([status, body['expires_at']]).toEqual([201, minutes(8 * 60)])
    api().setClock(minutes(8 * 60 - 1))
    expect((await withToken(api(), body['token'])).body).toMatchObject({ username: 'userA' })
    api().setClock(minutes(8 * 60))
    expect((await withToken(api(), body['token'])).status).toBe(401)
    api().setClock(minutes(1))
    const again = (await signIn(api(), 'userA')).body['token']
    const bearer = { authorization: `Bearer ${String(again)}` }
    expect((await api().call('nobody', 'DELETE /session', undefined, bearer)).status).toBe(204)
    expect((await withToken(api(), again)).status).toBe(401)
  })

  test('five wrong passwords lock the door for a quarter of an hour, and put nobody out who is in', async () => {
    api().setClock(start)
    await givePassword(api(), 'adminB')
    const inside = (await signIn(api(), 'adminB')).body['token']
    const tries = await Promise.all(Array.from({ length: 5 }, () => signIn(api(), 'adminB', 'not the right one')))
    expect(tries.map(({ status, body }) => [status, body.code])).toEqual(tries.map(() => [401, 'sign_in_failed']))
    const sixth = await signIn(api(), 'adminB')
    expect([sixth.status, sixth.body.code, sixth.headers.get('retry-after')]).toEqual([429, 'account_locked', '900'])
    expect((await withToken(api(), inside)).status).toBe(200)
    api().setClock(minutes(14.9))
    expect((await signIn(api(), 'adminB')).status).toBe(429)
    api().setClock(minutes(15))
    expect((await signIn(api(), 'adminB', 'still not right')).status).toBe(401)
    expect((await signIn(api(), 'adminB')).status).toBe(201)
  })

  test('an unknown name is answered like a wrong password', async () => {
    const known = await signIn(api(), 'userB', 'not the right one')
    const unknown = await signIn(api(), 'nobody of that name', 'not the right one')
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
  })

  test('who is locked or closed by an administrator is out at once, and comes in again when let', async () => {
    api().setClock(start)
    await givePassword(api(), 'userA')
    const setStatus = (status: string) => api().call('adminA', `PUT /users/${id(14)}/status`, { status })
    for (const status of ['locked', 'inactive']) {
      const inside = (await signIn(api(), 'userA')).body['token']
      expect((await setStatus(status)).body).toMatchObject({ user_status: status })
      expect((await withToken(api(), inside)).status).toBe(401)
      expect((await signIn(api(), 'userA')).status).toBe(401)
      api().setClock(minutes(60))
      expect((await signIn(api(), 'userA')).status).toBe(401)
      api().setClock(start)
      expect((await setStatus('active')).body).toMatchObject({ user_status: 'active' })
      expect((await signIn(api(), 'userA')).status).toBe(201)
    }
  })

  test('an invitation opens once, within seven days, for who holds the token', async () => {
    api().setClock(start)
    const invited = (name: string) =>
      api().call('adminA', 'POST /users/invitations', { username: name, email: `${name}@example.test`, role: 'user' })
    const accept = (token: unknown, password = right) =>
      api().call('nobody', 'POST /session/invitation', { token, password })
    const first = await invited('fresh')
    expect(first.body).toMatchObject({ user_status: 'pending_invitation' })
    expect((await signIn(api(), 'fresh', '')).status).toBe(401)
    expect((await accept(first.body['invitation_token'], 'too short')).status).toBe(422)
    const opened = await accept(first.body['invitation_token'])
    expect((await withToken(api(), opened.body['token'])).body).toMatchObject({
      username: 'fresh',
      organization_id: id(2),
    })
    expect(await accept(first.body['invitation_token'])).toMatchObject({
      status: 410,
      body: { code: 'invitation_over' },
    })
    const late = await invited('late')
    api().setClock(minutes(7 * 24 * 60))
    expect(await accept(late.body['invitation_token'])).toMatchObject({ status: 410 })
    expect(await accept('no such token')).toMatchObject({ status: 410 })
    api().setClock(start)
  })

  test('nobody invites into another organisation, above the own role, or twice by one name', async () => {
    const wish = { username: 'somebody', email: 'somebody@example.test', role: 'user' }
    const invite = (more: object) => api().call('adminA', 'POST /users/invitations', { ...wish, ...more })
    expect((await invite({ organization_id: id(3) })).status).toBe(404)
    expect(await invite({ role: 'super_admin' })).toMatchObject({ status: 403, body: { code: 'role_beyond_yours' } })
    expect((await invite({})).status).toBe(200)
    expect(await invite({ email: 'other@example.test' })).toMatchObject({ body: { code: 'username_taken' } })
    expect(await invite({ username: 'other' })).toMatchObject({ body: { code: 'email_taken' } })
  })
})
