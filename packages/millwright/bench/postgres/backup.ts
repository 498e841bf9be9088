/**
 * Backs a database of a PostgreSQL server up with its proof, which restores it and compares every table, and compares that with
 * `pg_dump -Fd -j2` and `pg_restore -j2` of the same database.
 *
 * node --conditions=millwright-source packages/millwright/bench/postgres/backup.ts [--mb 1000] [--rounds 3] [--ways pg_dump,millwright,…]
 */
import { randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findPostgres, type TestServer } from '../../src/testing/postgres-server.ts'
import { median, printTable } from '../measure.ts'

type Sample = { readonly wall: number; readonly proof?: number; readonly bytes?: number; readonly mb?: number }

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    ways: { type: 'string', default: 'pg_dump,pg_dump -Z0,millwright,encrypted' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
const child = fileURLToPath(new URL('./backup-child.ts', import.meta.url))
const node = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']

type Way = (server: TestServer, url: string) => Sample

const ways: Readonly<Record<string, Way>> = {
  pg_dump: (server, url) => dumpAndRestore(server, url, []),
  'pg_dump -Z0': (server, url) => dumpAndRestore(server, url, ['-Z0']),
  millwright: (_, url) => inChild(url, []),
  encrypted: (_, url) => {
    const key = join(folder, 'key')
    writeFileSync(key, randomBytes(32), { mode: 0o600 })
    return inChild(url, [key])
  },
}

function run(command: string, args: readonly string[]): { readonly seconds: number; readonly stdout: string } {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}${stdout}`)
  return { seconds: (performance.now() - started) / 1000, stdout }
}

const psql = (url: string, command: string): string =>
  run('psql', [url, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', command]).stdout

/** Four tables of several sizes and kinds of values, with keys and indexes; about 175 bytes a row on the disk and in a file. */
function fill(server: TestServer, url: string, mb: number): void {
  psql(server.url, `create database ${nameOf(url)}`)
  const rows = Math.round((mb * 1e6) / 530)
  const body = `i as id, md5(i::text) as serial, repeat(md5((i * 7)::text), 2) as note, (i % 9973) / 100.0 as price,
    timestamptz '2020-01-01' + i * interval '97 seconds' as made, i % 240 as department`
  for (const [table, count] of [
    ['orders', rows],
    ['devices', rows],
    ['parts', rows / 2],
    ['logs', rows / 2],
  ] as const) {
    psql(url, `create table ${table} as select ${body} from generate_series(1, ${Math.round(count)}) i`)
    psql(url, `alter table ${table} add primary key (id)`)
    psql(url, `create index on ${table} (department, made)`)
  }
  psql(url, 'vacuum analyze')
  psql(server.url, 'checkpoint')
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

function dumpAndRestore(server: TestServer, url: string, more: readonly string[]): Sample {
  const [to, dump] = [server.newUrl(), join(folder, 'dump')]
  const dumped = run('pg_dump', ['-Fd', '-j2', ...more, '-f', dump, url]).seconds
  psql(server.url, `create database ${nameOf(to)} template template0`)
  const restored = run('pg_restore', ['-j2', '-d', to, dump]).seconds
  const bytes = Number(run('du', ['-sb', dump]).stdout.split('\t')[0])
  drop(server, to)
  rmSync(dump, { recursive: true })
  return { wall: dumped + restored, proof: restored, bytes }
}

const drop = (server: TestServer, url: string): void =>
  void psql(server.url, `drop database ${nameOf(url)} with (force)`)

function inChild(url: string, more: readonly string[]): Sample {
  const home = join(folder, 'project')
  mkdirSync(home, { recursive: true })
  const { stdout } = run(process.execPath, [...node, child, url, home, ...more])
  rmSync(home, { recursive: true })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Sample
}

function compare(server: TestServer): void {
  const url = server.newUrl()
  fill(server, url, Number(values.mb))
  const names = values.ways.split(',')
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round < Number(values.rounds); round++)
    for (const name of names) {
      samples.get(name)?.push((ways[name] as Way)(server, url))
      psql(server.url, 'checkpoint')
    }
  const size = psql(url, 'select pg_size_pretty(pg_database_size(current_database()))').trim()
  console.log(`a database of ${size}, medians of ${values.rounds}`)
  print(samples)
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  const of = (some: readonly Sample[] = [], what: keyof Sample) => median(some.map((one) => one[what] ?? Number.NaN))
  const base = of(samples.get('pg_dump'), 'wall')
  const shown = (figure: number, digits: number) => (Number.isFinite(figure) ? figure.toFixed(digits) : '')
  const line = ([name, some]: readonly [string, readonly Sample[]]) => {
    const wall = of(some, 'wall')
    const [proof, size, mb] = [of(some, 'proof'), of(some, 'bytes') / 1e6, of(some, 'mb')]
    return [name, shown(wall, 2), shown(proof, 2), shown(size, 0), shown(mb, 0), shown(wall / base, 2)]
  }
  const head = ['', 'wall s', 'of it restoring or proving s', 'copy MB', 'peak MB', '× pg_dump + pg_restore']
  printTable([head, ...[...samples].map(line)])
}

const server = await findPostgres()
if ('missing' in server) throw new Error(server.missing)
try {
  compare(server)
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
