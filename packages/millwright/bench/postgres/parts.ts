/**
 * A fill by a function that computes for a while on each row, in a PostgreSQL server: in parts one after the other in this
 * process, and by one and by two workers of one part at a time. Says what the queue costs, and how much quicker two are than one.
 *
 * node --conditions=millwright-source packages/millwright/bench/postgres/parts.ts [--rows 20000] [--rounds 3]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openProject, type Project, up } from 'millwright'
import { findPostgres } from '../../src/testing/postgres-server.ts'
import { median, printTable } from '../measure.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } },
})
const rows = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), 'millwright-parts-'))
const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

const tables = `-- migrate:up
create table item (id bigint primary key, name text not null, code text);
insert into item select i, 'item ' || i from generate_series(1, ${rows}) i;
-- irreversible: a benchmark
`

/** About a millisecond of work on each row, so that a part of a thousand of them takes more than a second. */
const move = `import { createHash } from 'node:crypto'
import { defineMove } from '${new URL('../../src/index.ts', import.meta.url).href}'
const code = (text) => { for (let n = 0; n < 400; n++) text = createHash('sha256').update(text).digest('hex'); return text }
export default defineMove({}, (m) => {
  m.fill('code', { table: 'item', set: { code: ({ name }) => code(name) }, parts: ${Math.max(2, Math.ceil(rows / 1000))}, undo: { none: 'a benchmark' } })
})
`

async function projectFor(url: string, executor: string): Promise<Project> {
  const home = mkdtempSync(join(folder, 'project-'))
  mkdirSync(join(home, 'migrations'))
  writeFileSync(join(home, 'migrations', '0001_tables.sql'), tables)
  writeFileSync(join(home, 'migrations', '0002_move.mjs'), move)
  const config = { database: url, backups: { before: 'never' }, workers: { executor, atOnce: 1 } }
  writeFileSync(join(home, 'millwright.config.json'), JSON.stringify(config))
  return openProject({ cwd: home })
}

function startWorker({ root }: Project): ChildProcess {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  return spawn(process.execPath, [...flags, program, 'worker'], { cwd: root, stdio: 'ignore' })
}

/** From the first row to the last, in seconds. */
async function measure(url: string, workers: number): Promise<number> {
  const project = await projectFor(url, workers === 0 ? 'process' : 'pg-boss')
  await up(project, { target: '0001', yes: true })
  const started = Array.from({ length: workers }, () => startWorker(project))
  let [begun, done] = [0, 0]
  const end = await up(project, {
    onEvent: ({ type }) => {
      if (type === 'progress' && begun === 0) begun = performance.now()
      if (type === 'stepDone') done = performance.now()
    },
  })
  for (const one of started) one.kill('SIGTERM')
  await Promise.all(started.map((one) => once(one, 'close')))
  if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end).slice(0, 2000))
  return (done - begun) / 1000
}

const ways = ['in this process', 'one worker', 'two workers'] as const

const server = await findPostgres()
if ('missing' in server) throw new Error(server.missing)
try {
  const taken = ways.map((): number[] => [])
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [workers] of ways.entries()) taken[workers]?.push(await measure(server.newUrl(), workers))
  const [here = 0, one = 0, two = 0] = taken.map(median)
  console.log(`${rows} rows, parts of a thousand, from the first news of progress; medians of ${values.rounds}`)
  printTable([
    ['', 'seconds', ''],
    ['in this process', here.toFixed(1), ''],
    ['one worker', one.toFixed(1), `${(one / here).toFixed(2)} × this process`],
    ['two workers', two.toFixed(1), `${(one / two / 2).toFixed(2)} of twice one worker`],
  ])
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
