/**
 * Fills and builds in a PostgreSQL server, with a checkpoint for each batch, and compares that with the single UPDATE and the
 * single INSERT … SELECT of the same rows; and says what the journal costs.
 *
 * node --conditions=millwright-source packages/millwright/bench/postgres/lanes.ts [--rows 1000000] [--rounds 3]
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase, openProject, type Project, sql, up } from 'millwright'
import { findPostgres } from '../../src/testing/postgres-server.ts'
import { median, printTable } from '../measure.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } },
})
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'millwright-lanes-'))

const tables = `create table item (id bigint primary key, name text not null, qty integer not null, price numeric(10,2) not null, note text);
create table made (id bigint primary key, name text not null, worth numeric(12,2) not null);
insert into item select i, 'item ' || i, i % 1000, (i % 5000) / 7.0, case when i % 4 = 0 then null else 'note ' || i end from generate_series(1, ${rows}) i;
analyze item;`

const changes = { qty: 'qty + 1', note: "coalesce(note, 'none')" }
const select = 'select id, upper(name) as name, qty * price as worth from item'

const move = (kind: 'fill' | 'build', undo: string): string => {
  const sets = Object.entries(changes).map(([name, text]) => `${name}: sql\`${text}\``)
  return kind === 'fill'
    ? `m.fill('step', { table: 'item', set: { ${sets.join(', ')} }, undo: ${undo} })`
    : `m.build('step', { to: 'made', key: ['id'], select: sql\`${select}\`, undo: ${undo} })`
}

const single = {
  fill: `update item set ${Object.entries(changes)
    .map(([name, text]) => `${name} = ${text}`)
    .join(', ')}`,
  build: `insert into made (id, name, worth) ${select}`,
}

type Sample = { readonly step: number; readonly whole: number }

async function projectFor(url: string, text: string): Promise<Project> {
  const home = mkdtempSync(join(folder, 'project-'))
  mkdirSync(join(home, 'migrations'))
  writeFileSync(join(home, 'migrations', '0001_tables.sql'), `-- migrate:up\n${tables}\n-- irreversible: a benchmark\n`)
  const engine = new URL('../../src/index.ts', import.meta.url).href
  const head = `import { defineMove, sql } from '${engine}'\nexport default defineMove({}, (m) => {\n`
  writeFileSync(join(home, 'migrations', '0002_move.mjs'), `${head}${text}\n})\n`)
  writeFileSync(join(home, 'millwright.config.json'), JSON.stringify({ database: url, backups: { before: 'never' } }))
  return openProject({ cwd: home })
}

async function measure(url: string, kind: 'fill' | 'build', undo: string | undefined): Promise<Sample> {
  const project = await projectFor(url, move(kind, undo ?? "'journal'"))
  await up(project, { target: '0001', yes: true })
  const db = await openDatabase(project)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    if (undo === undefined) {
      await db.run(sql.raw(single[kind]))
      return { step: seconds(), whole: seconds() }
    }
    let [begun, step] = [0, 0]
    const end = await up(project, {
      onEvent: ({ type }) => {
        if (type === 'stepStarted') begun = seconds()
        if (type === 'stepDone') step = seconds() - begun
      },
    })
    if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end).slice(0, 2000))
    return { step, whole: seconds() }
  } finally {
    await db.close()
  }
}

const ways: readonly (readonly [string, 'fill' | 'build', string | undefined])[] = [
  ['single UPDATE', 'fill', undefined],
  ['fill, without a journal', 'fill', "{ none: 'a benchmark' }"],
  ['fill, with its journal', 'fill', "'journal'"],
  ['single INSERT … SELECT', 'build', undefined],
  ['build, undo: drop-created', 'build', "'drop-created'"],
  ['build, with its journal', 'build', "'journal'"],
]

const server = await findPostgres()
if ('missing' in server) throw new Error(server.missing)
try {
  const samples = ways.map((): Sample[] => [])
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [at, [, kind, undo]] of ways.entries()) samples[at]?.push(await measure(server.newUrl(), kind, undo))
  const of = (at: number, what: keyof Sample): number => median((samples[at] ?? []).map((one) => one[what]))
  console.log(
    `${rows.toLocaleString('en-US')} rows, medians of ${values.rounds}; the step, and the whole run with its proofs`,
  )
  printTable([
    ['', 'step s', '×', 'whole s', '×'],
    ...ways.map(([title, kind], at) => {
      const base = of(kind === 'fill' ? 0 : 3, 'step')
      const figures = [of(at, 'step'), of(at, 'step') / base, of(at, 'whole'), of(at, 'whole') / base]
      return [title, ...figures.map((figure) => figure.toFixed(2))]
    }),
  ])
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
