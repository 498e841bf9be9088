/**
 * What a move into states, counts, quality events and figures takes, beside the bare statements that move the same rows
 * without a check, and the figures of the whole window beside one round of queries for each machine and shift.
 *
 *   npm run -s bench -w systems/factory -- [--scale 1]      needs a PostgreSQL server in FACTORY_TEST_POSTGRES, and psql
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Connection, type RunResult, sql, up } from 'millwright'
import { openUrl } from '../src/database/open.ts'
import { leftBehind } from '../src/move/facts.ts'
import { oeeRows } from '../src/move/oee-select.ts'
import { factoryProject } from '../src/move/project.ts'

const server = process.env['FACTORY_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const { scale } = parseArgs({ options: { scale: { type: 'string', default: '1' } } }).values
const names = ['source', 'target', 'bare'].map((name) => `mw_bench_${name}_${randomBytes(4).toString('hex')}`)
const [source = '', target = '', bare = ''] = names.map(
  (name) => Object.assign(new URL(server), { pathname: `/${name}` }).href,
)

const columns = `id, "timestamp", "equipmentId", "shiftInstanceId", "plannedTime", "availableTime", "operatingTime", "netOperatingTime", "productiveTime",
  availability, performance, quality, oee, teep, "totalProduced", "goodProduced", "defectCount", "reworkCount", "breakdownLoss", "setupLoss",
  "minorStopLoss", "idleLoss", "speedLoss", "defectLoss", "reworkLoss", "calculatedAt"`

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

try {
  await measure()
} finally {
  const { db } = await openUrl(server)
  for (const name of names) await db.run(sql`drop database if exists ${sql.id(name)} with (force)`)
  await db.close()
}

async function measure(): Promise<void> {
  const generate = fileURLToPath(new URL('../src/generate.ts', import.meta.url))
  const node = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', generate]
  execFileSync(process.execPath, [...node, '--database', source, '--scale', scale, '--manifest', '/dev/null'])
  const copied = await median(3, bareCopy)
  print(`bare copies of samples, counts and quality: ${seconds(copied)}`)
  const { ms, megabytes, report } = await move()
  print(`move, with every check: ${seconds(ms)}, at most ${megabytes.toFixed(0)} MB in this process`)
  const steps = ['equipment_states', 'production_counts', 'quality_events', 'oee_calculations']
  const loaded = report.items
    .flatMap((item) => item.steps)
    .filter(({ name }) => steps.includes(name))
    .reduce((sum, step) => sum + (step.ms ?? 0), 0)
  print(
    `of it states, counts, quality and figures: ${seconds(loaded)}, ${(loaded / copied).toFixed(1)} times the bare copies`,
  )
  await figures()
}

/** The three series from one database into tables with the same keys in another one, and nothing else. */
async function bareCopy(): Promise<void> {
  const { db } = await openUrl(bare)
  const copies = [
    [
      '"OperationalMetric"',
      'id, "workUnitId", "timestamp", "actualSpeed"',
      'id text, unit text, at timestamp, speed float8, primary key (at, unit)',
    ],
    [
      '"ProductionMetric"',
      'id, "workUnitId", "timestamp", "totalOutput", "goodOutput"',
      'id text, unit text, at timestamp, total int, good int, primary key (at, unit)',
    ],
    [
      '"QualityMetric"',
      'id, "workUnitId", "timestamp", "defectCount"',
      'id text, unit text, at timestamp, n int, primary key (at, unit, id)',
    ],
  ] as const
  for (const [at, [table, columns, shape]] of copies.entries()) {
    await db.run(sql.raw(`drop table if exists bare_${at}`))
    await db.run(sql.raw(`create table bare_${at} (${shape})`))
    execFileSync('bash', [
      '-c',
      `psql -q "${source}" -c '\\copy (select ${columns} from ${table}) to stdout' | psql -q "${bare}" -c '\\copy bare_${at} from stdin'`,
    ])
  }
  await db.close()
}

async function move() {
  const params = {
    source,
    from: '2025-03-08',
    to: '2025-04-06',
    accept: leftBehind.join(','),
    password: 'drop',
  } as const
  const project = await factoryProject(target, params)
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  const started = performance.now()
  const { report, verdict } = (await up(project, { yes: true })) as RunResult & { readonly verdict: string }
  const ms = performance.now() - started
  clearInterval(watch)
  if (verdict !== 'PROVED') throw new Error(`the move ended as ${verdict}`)
  return { ms, megabytes: most / 2 ** 20, report }
}

async function figures(): Promise<void> {
  const { db } = await openUrl(target)
  await db.run(sql`create table figures (like oee_calculations)`)
  const setBased = await median(5, async () => {
    await db.run(sql`truncate figures`)
    await db.run(sql`insert into figures select ${sql.raw(columns)} from (${oeeRows}) as known`)
  })
  const pairs = await db.all(
    sql`select distinct "equipmentId" as machine, "shiftInstanceId" as shift from equipment_states`,
  )
  const oneByOne = await median(1, () => rounds(db, pairs))
  print(
    `figures of ${pairs.length} machines and shifts: in one statement ${seconds(setBased)}, in rounds of queries ${seconds(oneByOne)}: ${(oneByOne / setBased).toFixed(0)} times`,
  )
  await db.close()
}

/** What the service before did: five questions and one row for each machine and shift. */
async function rounds(db: Connection, pairs: readonly { readonly [name: string]: unknown }[]): Promise<void> {
  for (const { machine, shift } of pairs as readonly { readonly machine: string; readonly shift: string }[]) {
    const of = sql`"equipmentId" = ${machine} and "shiftInstanceId" = ${shift}`
    await db.get(sql`select * from "Equipment" where id = ${machine}`)
    const instance = await db.get(sql`select * from "ShiftInstance" where id = ${shift}`)
    await db.all(
      sql`select state, "stateCategory", reason, sum("durationSeconds") from equipment_states where ${of} group by 1, 2, 3`,
    )
    await db.all(sql`select sum("totalCount"), sum("goodCount") from production_counts where ${of}`)
    await db.all(sql`select "eventType", sum(quantity) from quality_events where ${of} group by 1`)
    await db.run(
      sql`insert into figures select * from oee_calculations where "timestamp" = ${instance?.['actualStartTime'] as string}::timestamptz and ${of}`,
    )
  }
}

async function median(times: number, work: () => Promise<void>): Promise<number> {
  const taken: number[] = []
  for (let nth = 0; nth < times; nth++) {
    const started = performance.now()
    await work()
    taken.push(performance.now() - started)
  }
  return taken.toSorted((a, b) => a - b)[times >> 1] as number
}
