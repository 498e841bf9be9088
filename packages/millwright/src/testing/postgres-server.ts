import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepts, urlOfDatabase } from '../dialects/postgres/address.ts'
import { connect } from '../dialects/postgres/connect.ts'
import { dropDatabase } from '../dialects/postgres/scratch.ts'
import { wordsOf } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'

/** A PostgreSQL on which a test may make databases. */
export type TestServer = {
  readonly url: string
  /** The URL of a database that does not exist, under a name that no other test has. */
  newUrl(): string
  /** Drops every database that got its name here, then stops the server if it was started for the tests. */
  close(): Promise<void>
}

/**
 * Finds a server for tests: the one that DATABASE_URL or PGHOST names, else the one on this machine, else one that is
 * started from the system's own programs. Where there is none, the reason is returned, and under CI it is an error.
 *
 * @example const server = await findPostgres(); describe.skipIf('missing' in server)(…)
 */
export async function findPostgres(): Promise<TestServer | { readonly missing: string }> {
  const why: string[] = []
  for (const find of [named, local, started]) {
    try {
      return await find()
    } catch (error) {
      why.push(wordsOf(error))
    }
  }
  const missing = `no PostgreSQL for tests: ${why.join('; ')}`
  if (process.env['CI'] === 'true') throw new Error(missing)
  return { missing }
}

async function named(): Promise<TestServer> {
  const { DATABASE_URL: url, PGHOST: host, PGDATABASE: database } = process.env
  if (url !== undefined && accepts(url)) return serverAt(url)
  if (host !== undefined && host !== '')
    return serverAt(`postgres://${host.startsWith('/') ? `?host=${host}` : host}/${database ?? 'postgres'}`)
  throw new Error('neither DATABASE_URL nor PGHOST is set')
}

async function local(): Promise<TestServer> {
  if (process.env['MILLWRIGHT_TEST_POSTGRES'] === 'own') throw new Error('one of its own was asked for')
  return serverAt('postgres://postgres@127.0.0.1:5432/postgres')
}

async function serverAt(url: string, stop: () => void = () => undefined): Promise<TestServer> {
  await (await connect(url)).close()
  const names: string[] = []
  return {
    url,
    newUrl: () => {
      const name = `mwt_${process.pid}_${randomBytes(4).toString('hex')}`
      names.push(name)
      return urlOfDatabase(url, name)
    },
    close: async () => {
      await dropAll(url, names)
      stop()
    },
  }
}

/** Those that got their names here, and what was kept of them under longer ones. */
async function dropAll(url: string, names: readonly string[]): Promise<void> {
  const db = await connect(url)
  try {
    const all = (await db.all(sql`select datname as name from pg_database`)).map(({ name }) => String(name))
    for (const name of all.filter((found) => names.some((made) => found.startsWith(made))))
      await dropDatabase(urlOfDatabase(url, name))
  } finally {
    await db.close()
  }
}

/** A server of which a test may do with as it likes, such as ending its processes. */
export type OwnServer = TestServer & {
  /** The process that all others of the server come from. */
  readonly pid: number
  /** Where its data are, and a socket to it. */
  readonly folder: string
}

const started = (): Promise<OwnServer> => startPostgres()

/** A server of our own in memory, on a free port, without a password, for as long as the tests run. */
export async function startPostgres(more: readonly string[] = []): Promise<OwnServer> {
  const bin = findPrograms()
  const user = unprivileged()
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const folder = mkdtempSync(join(base, 'millwright-postgres-'))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { stdio: 'ignore', cwd: folder, ...user } as const
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'],
    options,
  )
  const port = await freePort()
  const flags = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'fsync=off', ...more]
  const child = spawn(join(bin, 'postgres'), flags, options)
  const stop = () => {
    child.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
  const server = await untilReady(child, () => serverAt(`postgres://postgres@127.0.0.1:${port}/postgres`, stop))
  return { ...server, pid: child.pid as number, folder }
}

function findPrograms(): string {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).map(Number) : []
  const newest = Math.max(...versions.filter((version) => version >= 15))
  const bin = join(home, String(newest), 'bin')
  if (!existsSync(join(bin, 'initdb'))) throw new Error(`there is no server of version 15 or newer in ${home}`)
  return bin
}

/** A server refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string, name: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', name), gid: idOf('-g', name) }
    } catch {
      // not a user of this machine
    }
  }
  throw new Error('there is no user but root to run a server as')
}

const freePort = (): Promise<number> =>
  new Promise((found, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

async function untilReady(child: ChildProcess, look: () => Promise<TestServer>): Promise<TestServer> {
  for (let tries = 0; ; tries++) {
    try {
      return await look()
    } catch (error) {
      if (tries >= 100 || child.exitCode !== null) throw error
      await new Promise((wake) => setTimeout(wake, 100))
    }
  }
}
