import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { testHospital } from '../http/support.ts'

const script = fileURLToPath(new URL('../../bench/load-http.ts', import.meta.url))

/** The script as a user runs it, with the token where no list of processes shows it. */
async function load(url: string, token: string) {
  const args = ['--disable-warning=ExperimentalWarning', script, '--url', url, '--seconds', '1', '--connections', '2']
  const child = spawn(process.execPath, args, { env: { ...process.env, HOSPITAL_TOKEN: token } })
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { out, error, exit: child.exitCode }
}

test('the load script asks a server for every kind of answer and says how quick it was', async () => {
  const hospital = await testHospital()
  const server = serve({ fetch: hospital.app.fetch, hostname: '127.0.0.1', port: 0 })
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const { out, error, exit } = await load(url, hospital.tokens.Viewer)
  expect([error, exit]).toEqual(['', 0])
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^ +req\/s +p50 ms +p99 ms +failed$/)
  const kinds = [
    'one device',
    'a page of OCM',
    'a page of PPM',
    'search and page',
    'overdue PPM',
    'dashboard',
    'all of OCM',
  ]
  expect(lines.slice(1).map((line) => line.slice(0, 20).trimEnd())).toEqual(kinds)
  for (const line of lines.slice(1)) expect(line).toMatch(/ [1-9]\d*\.\d +\d+ +\d+ +0$/)

  expect(await load(url, 'forged')).toMatchObject({ exit: 1, error: expect.stringContaining('401') as string })
}, 60_000)
