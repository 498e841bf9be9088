/** Threats that take time: somebody who is slow on purpose, somebody who asks for very much, and a secret in a stream. */
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { makeProject, remove, type Running, serveAt } from './place.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function place(rows = 10): Promise<Running & { readonly folder: string }> {
  const folder = makeProject(rows)
  ends.push(() => remove(folder))
  const at = await serveAt({ folder })
  ends.push(() => at.served.close())
  return { folder, ...at }
}

describe('S32: somebody asks for too much', () => {
  test('who sends a request byte by byte is cut off, and keeps nobody from being answered', async () => {
    const at = await place()
    const { hostname, port } = new URL(at.url)
    const lines = `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Slow: `
    const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname))
    const drips = sockets.map((socket) => drip(socket, lines))
    const person = await at.as('viewer')
    for (let times = 0; times < 20; times++)
      expect(await person.call('GET', 'environments/main/status')).toMatchObject({ status: 200 })
    await Promise.all(drips) // each ends when the server ends it
    expect(sockets.every((socket) => socket.destroyed)).toBe(true)
  }, 90_000)

  test('many who ask at once are all answered, and a heavy thing is done one at a time', async () => {
    const at = await place(400)
    const [viewer, operator] = [await at.as('viewer'), await at.as('operator')]
    const paths = ['status', 'history', 'plan', 'runs', 'schema', 'backups', 'reports', 'jobs']
    const asked = Array.from({ length: 120 }, (_, time) =>
      viewer.call('GET', `environments/main/${paths[time % paths.length]}`),
    )
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
    const heavy = await Promise.all(
      ['rehearse', 'rehearse', 'test', 'up'].map((action) => operator.ask(`environments/main/${action}`)),
    )
    expect(heavy.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409, 409])
  }, 90_000)
})

/** Sends the beginning of a request, and then one byte a second for as long as it is let. */
function drip(socket: Socket, beginning: string): Promise<void> {
  return new Promise((done) => {
    socket.on('error', () => undefined)
    const timer = setInterval(() => socket.writable && socket.write('a'), 1000)
    socket.on('close', () => {
      clearInterval(timer)
      done()
    })
    socket.resume().write(beginning)
  })
}

describe('S24: a secret stands in the configuration', () => {
  test('the stream of news says that there is trouble, and not with which password', async () => {
    const folder = makeProject()
    ends.push(() => remove(folder))
    const secret = `geh&eim "100%"`
    const url = `postgres://someone:${encodeURIComponent(secret)}@127.0.0.1:1/shop`
    const at = await serveAt({ folder, environments: [{ id: 'main', flags: { cwd: folder, url } }] })
    ends.push(() => at.served.close())
    const { cookie } = await at.as('viewer')
    const stop = new AbortController()
    const answer = await fetch(`${at.url}/api/environments/main/news`, { headers: { cookie }, signal: stop.signal })
    const decoder = new TextDecoder()
    let text = ''
    for await (const bytes of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true })
      if (text.includes('event: trouble') && text.endsWith('\n\n')) break
    }
    stop.abort()
    expect(text).toContain('127.0.0.1:1')
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), 'geh'])
      expect(text).not.toContain(form)
  }, 60_000)
})
