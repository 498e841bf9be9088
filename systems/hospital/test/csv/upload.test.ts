import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { spool } from '../../src/http/spool.ts'
import { startServer } from '../../src/server/server.ts'
import { emptyGround, look } from '../proof/processes.ts'
import { ocmHeader, ocmLine } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

/** A folder of this test's own for what is temporary; what stands in it is told. */
function ownTemporary(): () => readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hospital-upload-'))
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  return () => readdirSync(folder)
}

test('a file that a client sends only half of is not begun, is no fault of the server, and leaves nothing behind', async () => {
  const ground = await emptyGround()
  const reported: unknown[] = []
  const { url, stop } = await startServer({
    db: ground.db,
    port: 0,
    host: '127.0.0.1',
    names: [],
    report: (error) => reported.push(error),
  })
  onTestFinished(stop)
  const spooled = ownTemporary()
  const head = [
    'POST /api/import/ocm HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: Bearer ${ground.token}`,
    'content-type: text/csv',
    'content-length: 1000000',
  ]
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`${head.join('\r\n')}\r\n\r\n${ocmHeader}\r\n${ocmLine('SN-1')}\r\n`)
  await vi.waitFor(() => expect(spooled()).toHaveLength(1), 20_000)
  socket.destroy()
  await vi.waitFor(() => expect(spooled()).toEqual([]), 20_000)
  await setTimeout(100)
  expect(reported).toEqual([])
  const counts = look(ground.db, (db) =>
    db
      .prepare(
        "select (select count(*) from ocm_equipment) as devices, (select count(*) from audit_log where event_type = 'System Error' and imported = 0) as errors",
      )
      .get(),
  )
  expect(counts).toEqual({ devices: 0, errors: 0 })
})

test('a file sent in pieces without a length is taken in, and one without an end is cut off', async () => {
  const ground = await emptyGround()
  const { url, stop } = await startServer({
    db: ground.db,
    port: 0,
    host: '127.0.0.1',
    names: [],
    report: () => undefined,
  })
  onTestFinished(stop)
  const send = (body: ReadableStream): Promise<Response> =>
    fetch(`${url}/api/import/auto`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${ground.token}`, 'content-type': 'text/csv' },
    } as RequestInit)
  const encoder = new TextEncoder()
  const pieces = [ocmHeader, '\r\n', ocmLine('SN-1').slice(0, 10), ocmLine('SN-1').slice(10)].map((piece) =>
    encoder.encode(piece),
  )
  const taken = await send(ReadableStream.from(pieces))
  expect([taken.status, await taken.json()]).toMatchObject([200, { imported: 1 }])
  const endless = ReadableStream.from(forever(encoder.encode(`${ocmLine('SN-2')}\r\n`.repeat(1000))))
  const cut = await send(endless).then(
    (answer) => answer.status,
    () => 'cut off',
  )
  expect([413, 'cut off']).toContain(cut)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
})

async function* forever(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  for (;;) yield piece
}

test('a body that breaks off is told as such', async () => {
  const broken = ReadableStream.from(breaking())
  await expect(spool(broken)).rejects.toMatchObject({
    status: 400,
    code: 'body_incomplete',
    message: 'The body ended before its end. Nothing of it was used',
  })
})

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10)
  throw new Error('the client is gone')
}
