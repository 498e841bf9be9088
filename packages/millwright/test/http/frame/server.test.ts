/** The server around an application: where it listens, how it ends, and who gets in by its link. */
import { expect, test } from 'vitest'
import {
  type App,
  addStart,
  listen,
  newApp,
  newStartLink,
  sessionCookie,
  type StartLink,
} from '../../../src/http/frame/index.ts'

const cookie = sessionCookie('frame_session')
const place = {
  host: '127.0.0.1',
  port: 0,
  refuse: (at: string, words: string) => new Error(`${at}: ${words}`),
}

function made(link?: StartLink): App<string> {
  const app = newApp<string>({
    errors: { report: () => undefined },
    identity: { cookie, nobody: 'nobody', find: () => Promise.resolve({ state: 'unknown' }) },
  })
  app.get('/slow', async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    return c.text('done')
  })
  addStart(app, {
    link,
    cookie,
    home: '/docs',
    open: () => Promise.resolve({ token: 'opened', expiresAt: new Date(Date.now() + 60_000).toISOString() }),
  })
  return app
}

test('a server answers what was asked before it ends, and nothing afterwards', async () => {
  const { url, close } = await listen(made(), place)
  const asked = fetch(`${url}/slow`)
  await new Promise((resolve) => setTimeout(resolve, 30))
  await Promise.all([close(), close()])
  expect(await (await asked).text()).toBe('done')
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('a port that is taken is refused in the words of the system; without a wish another one is found', async () => {
  const first = await listen(made(), place)
  const port = Number(new URL(first.url).port)
  await expect(listen(made(), { ...place, port })).rejects.toThrow(`127.0.0.1:${port}: listen EADDRINUSE`)
  const second = await listen(made(), { ...place, port: undefined, usualPort: port })
  expect(second.url).not.toBe(first.url)
  await Promise.all([first.close(), second.close()])
})

const open = (app: App<string>, token: string): Promise<Response> =>
  Promise.resolve(app.request(`http://127.0.0.1/start?token=${token}`, { headers: { host: '127.0.0.1' } }))

test('the link opens once, for the right token alone, and for a quarter of an hour', async () => {
  let at = 0
  const link = newStartLink(() => at)
  const app = made(link)
  expect((await open(app, 'made-up')).status).toBe(403)
  const first = await open(app, link.token)
  expect([first.status, first.headers.get('refresh')]).toEqual([200, '0; url=/docs'])
  expect(first.headers.get('set-cookie')).toMatch(/^frame_session=opened;.*HttpOnly; SameSite=Strict$/)
  expect((await open(app, link.token)).status).toBe(403)
  const late = newStartLink(() => at)
  at = 15 * 60_000 + 1
  expect([late.take(late.token), (await open(made(), 'any')).status]).toEqual([false, 403])
})
