import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'millwright'
import { onTestFinished } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import { accountOf, testHospital } from '../http/support.ts'
import { root } from '../move/support.ts'

/** A database at head with empty registers, and a token that server processes accept. */
export type Ground = { readonly db: string; readonly token: string }

export async function emptyGround(): Promise<Ground> {
  const { folder, desk } = await testHospital({ ocm: 1, ppm: 1, training: 1 })
  const token = await desk.db.write(async (tx) => {
    for (const table of ['ocm_equipment', 'ppm_equipment']) await tx.run(sql`delete from ${sql.id(table)}`)
    const user = await tx.get(sql`select id from users where username = ${accountOf('Editor')}`)
    return (await openSession(tx, Number(user?.['id']), new Date().toISOString())).token
  })
  return { db: join(folder, 'hospital.db'), token }
}

/** A server in a process of its own. */
export type Served = {
  readonly url: string
  /** Ends the process at once, whatever it is doing. */
  readonly kill: () => Promise<void>
}

export async function serve({ db }: Ground): Promise<Served> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=millwright-source',
      '--disable-warning=ExperimentalWarning',
      'src/serve.ts',
      '--db',
      db,
      '--port',
      '0',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return { url: await urlFrom(child), kill }
}

async function urlFrom(child: ChildProcess): Promise<string> {
  let words = ''
  child.stderr?.on('data', (piece: Buffer) => {
    words += piece.toString()
  })
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`the server did not start: ${words}`)
}

export type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>>; readonly etag: string }

/** One request to a server; whoever is told that the database is busy asks again. */
export async function ask(
  { url }: Pick<Served, 'url'>,
  { token }: Ground,
  [method, path, body, headers = {}]: readonly [string, string, unknown?, Record<string, string>?],
): Promise<Reply> {
  for (;;) {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.status !== 503)
      return { status: answer.status, body: JSON.parse(text) as Reply['body'], etag: answer.headers.get('etag') ?? '' }
  }
}

/** Looks into the file itself, without any program of ours. */
export function look<T>(db: string, work: (open: DatabaseSync) => T): T {
  const open = new DatabaseSync(db)
  try {
    return work(open)
  } finally {
    open.close()
  }
}
