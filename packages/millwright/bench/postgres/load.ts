/**
 * Loads a CSV file into a PostgreSQL server, with validation, unique key, rejects, journal and ledger, and compares that with
 * `psql \copy` of the finished rows into the same table with the same key, a loop over the rows, and pgloader where it is
 * installed.
 *
 * node --conditions=millwright-source packages/millwright/bench/postgres/load.ts [--rows 1000000] [--rounds 3] [--ways copy,millwright,…]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findPostgres, type TestServer } from '../../src/testing/postgres-server.ts'
import { median, printTable } from '../measure.ts'
import type { Order, Sample } from './child.ts'
import { columns, ddl, writeCsv } from './data.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    ways: { type: 'string', default: 'copy,millwright,unjournaled,loop,pgloader' },
    keep: { type: 'string' },
  },
})
const rows = Number(values.rows)
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'millwright-bench-'))
const [input, finished] = [join(folder, `raw-${rows}.csv`), join(folder, `finished-${rows}.csv`)]
const child = fileURLToPath(new URL('./child.ts', import.meta.url))
const node = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']

type Way = (url: string) => Sample

const ways: Readonly<Record<string, Way>> = {
  copy,
  millwright: (url) => inChild({ way: 'millwright', url, undo: 'journal' }),
  unjournaled: (url) => inChild({ way: 'millwright', url, undo: 'drop-created' }),
  loop: (url) => inChild({ way: 'loop', url, undo: 'journal' }),
  pgloader,
}

const titles: Readonly<Record<string, string>> = {
  copy: 'psql \\copy of finished rows',
  millwright: 'Millwright',
  unjournaled: 'Millwright, undo: drop-created',
  loop: 'row by row (scaled)',
  pgloader: 'pgloader',
}

function run(command: string, args: readonly string[]): { readonly seconds: number; readonly stdout: string } {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}${stdout}`)
  return { seconds: (performance.now() - started) / 1000, stdout }
}

const psql = (url: string, command: string): number =>
  run('psql', [url, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', command]).seconds

function copy(url: string): Sample {
  makeDatabase(url)
  return { wall: psql(url, `\\copy device from '${finished}' with (format csv)`) }
}

function makeDatabase(url: string): void {
  const { pathname } = new URL(url)
  psql(url.replace(pathname, '/postgres'), `create database ${pathname.slice(1)}`)
  psql(url, ddl)
}

function inChild(order: Pick<Order, 'way' | 'url' | 'undo'>): Sample {
  const { stdout } = run(process.execPath, [...node, child, JSON.stringify({ ...order, input, finished, folder })])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Sample
}

function pgloader(url: string): Sample {
  makeDatabase(url)
  const commands = join(folder, 'device.load')
  const target = `${url.replace('postgres://', 'postgresql://')}?tablename=device`
  writeFileSync(
    commands,
    `LOAD CSV FROM '${finished}' (${columns.join(', ')}) INTO ${target} (${columns.join(', ')}) WITH fields terminated by ',';\n`,
  )
  return { wall: run('pgloader', [commands]).seconds }
}

const isThere = (command: string): boolean => spawnSync('which', [command]).status === 0

async function compare(server: TestServer): Promise<void> {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(input)) await writeCsv(input, rows, 'raw')
  if (!existsSync(finished)) await writeCsv(finished, rows, 'finished')
  const names = values.ways.split(',').filter((name) => name !== 'pgloader' || isThere('pgloader'))
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round < Number(values.rounds); round++)
    for (const name of names) {
      const url = server.newUrl()
      samples.get(name)?.push((ways[name] as Way)(url))
      psql(server.url, 'checkpoint')
      psql(server.url, `drop database ${new URL(url).pathname.slice(1)} with (force)`)
    }
  print(samples)
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  console.log(`${rows.toLocaleString('en-US')} rows, medians of ${values.rounds}`)
  const of = (some: readonly Sample[] = [], what: keyof Sample) => median(some.map((one) => one[what] ?? Number.NaN))
  const base = of(samples.get('copy'), 'wall')
  const shown = (figure: number, digits: number) => (Number.isFinite(figure) ? figure.toFixed(digits) : '')
  const line = ([name, some]: readonly [string, readonly Sample[]]) => {
    const wall = of(some, 'wall')
    return [
      titles[name] ?? name,
      shown(wall, 2),
      shown(of(some, 'proved'), 2),
      shown(of(some, 'mb'), 0),
      shown(wall / base, 2),
    ]
  }
  printTable([['', 'wall s', 'proved s', 'peak MB', '× \\copy'], ...[...samples].map(line)])
}

const server = await findPostgres()
if ('missing' in server) throw new Error(server.missing)
try {
  await compare(server)
} finally {
  await server.close()
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}
