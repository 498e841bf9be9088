/**
 * Inspects a database and writes what is to be done for a wanted schema in which ten tables get a column: `millwright diff`,
 * drizzle-kit's `generate` (which reads no database, but the snapshot of its last run), and Alembic's autogenerate, each as a
 * whole process: seconds, and in brackets the processor time of the process alone. The bundle must have been built.
 *
 * node --conditions=millwright-source bench/schemas.ts [--sizes 10,100,1000] [--rounds 3] [--kinds sqlite,postgres]
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findDialect } from '../src/actions/dialects.ts'
import { sql } from '../src/kernel/sql.ts'
import { findPostgres } from '../src/testing/postgres-server.ts'
import { median, printTable, type Timed, timeProcess, timeProgram } from './measure.ts'
import { alembicText, drizzleText, type Kind, sqlText } from './schemas/texts.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,100,1000' },
    rounds: { type: 'string', default: '3' },
    kinds: { type: 'string', default: 'sqlite,postgres' },
  },
})
const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const drizzleKit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs')
const installed = fileURLToPath(new URL('../../../node_modules', import.meta.url))

type Bench = { readonly kind: Kind; readonly tables: number; readonly url: string; readonly home: string }

/** What each tool cost. */
function measure({ kind, tables, url, home }: Bench): readonly Timed[] {
  const wanted = join(home, 'wanted.sql')
  const ours = timeProcess([program, 'diff', '--from', url, '--to', wanted, '--json'], home)
  refuseOther('millwright', ours.stdout.split('"what":"column"').length - 1)
  const drizzle = timeDrizzle(kind, tables, home)
  const alembic = timeProgram('/usr/bin/python3', [join(home, 'compare.py')], home)
  refuseOther('alembic', Number(alembic.stdout))
  return [ours, drizzle, alembic]
}

function timeDrizzle(kind: Kind, tables: number, home: string): Timed {
  const folder = join(home, 'drizzle')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const dialect = kind === 'sqlite' ? 'sqlite' : 'postgresql'
  const args = [drizzleKit, 'generate', '--dialect', dialect, '--schema', './schema.ts', '--out', './out']
  writeFileSync(join(folder, 'schema.ts'), drizzleText(kind, { tables, isWanted: false }))
  timeProcess(args, folder)
  writeFileSync(join(folder, 'schema.ts'), drizzleText(kind, { tables, isWanted: true }))
  return timeProcess(args, folder)
}

function refuseOther(tool: string, found: number): void {
  if (found !== 10) throw new Error(`${tool} found ${found} columns`)
}

async function fill({ kind, tables, url }: Bench): Promise<void> {
  const dialect = await findDialect(url)
  if (dialect === undefined) throw new Error(`no dialect for ${kind}`)
  const db = await dialect.open(url, { create: true })
  try {
    const statements = dialect.split(sqlText({ tables, isWanted: false }))
    await db.transaction(async (tx) => {
      for (const { text } of statements) await tx.run(sql.raw(text))
    })
  } finally {
    await db.close()
  }
}

async function benchOne(bench: Bench, rounds: number): Promise<readonly string[]> {
  const { kind, tables, url, home } = bench
  await fill(bench)
  writeFileSync(join(home, 'wanted.sql'), sqlText({ tables, isWanted: true }))
  const python = kind === 'sqlite' ? url.replace('sqlite:', 'sqlite:///') : url.replace('postgres:', 'postgresql:')
  writeFileSync(join(home, 'compare.py'), alembicText(python, tables))
  const samples = Array.from({ length: rounds }, () => measure(bench))
  const of = (tool: number, what: 'wall' | 'cpu'): string =>
    median(samples.map((sample) => sample[tool]?.[what] ?? Number.NaN)).toFixed(2)
  return [`${kind}, ${tables} tables`, ...[0, 1, 2].map((tool) => `${of(tool, 'wall')} (${of(tool, 'cpu')})`)]
}

async function run(): Promise<void> {
  const server = await findPostgres()
  const home = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
  symlinkSync(installed, join(home, 'node_modules'))
  const rows: (readonly string[])[] = [['inspect and diff', 'millwright', 'drizzle-kit', 'alembic']]
  try {
    const sizes = values.sizes.split(',').map(Number)
    const all = (values.kinds.split(',') as Kind[]).flatMap((kind) => sizes.map((tables) => ({ kind, tables })))
    for (const { kind, tables } of all) {
      const url = kind === 'sqlite' ? `sqlite:${home}/${tables}.db` : newUrl(server)
      rows.push(await benchOne({ kind, tables, url, home }, Number(values.rounds)))
    }
    printTable(rows)
  } finally {
    rmSync(home, { recursive: true, force: true })
    if (!('missing' in server)) await server.close()
  }
}

function newUrl(server: Awaited<ReturnType<typeof findPostgres>>): string {
  if ('missing' in server) throw new Error(server.missing)
  return server.newUrl()
}

await run()
