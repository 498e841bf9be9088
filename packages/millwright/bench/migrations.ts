/**
 * Applies migrations of one statement each to an empty SQLite database: Millwright, through its API and as a program,
 * and the migrators of Kysely, Knex and Umzug, all over Node's own SQLite and on the same files, each in a process of
 * its own. The bundle must have been built.
 *
 * node bench/migrations.ts [--count 1000] [--rounds 5] [--build FOLDER]
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median, printTable, timeProcess } from './measure.ts'
import { writeMigrations } from './migrators/files.ts'
import { writeConfig } from './migrators/millwright.ts'

/** Seconds: of the whole process, and of the migrator's own work after everything was loaded. */
type Sample = { readonly wall: number; readonly cpu: number; readonly workWall: number; readonly workCpu: number }

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    build: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
})
const runner = fileURLToPath(new URL('./migrators/run.ts', import.meta.url))
const program = 'millwright up'
const peers = ['kysely', 'knex', 'umzug']
const names = [program, 'millwright', ...peers]

function compare(count: number, rounds: number): void {
  const home = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
  try {
    cpSync(values.build, join(home, 'build'), { recursive: true }) // somebody may build anew meanwhile
    writeMigrations(join(home, 'migrations'), count)
    const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
    for (let round = 0; round < rounds; round++)
      for (const name of names) samples.get(name)?.push(measure(name, home, count))
    print(samples, { count, rounds })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function measure(name: string, home: string, count: number): Sample {
  const path = join(home, 'bench.db')
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true })
  const folder = join(home, 'migrations')
  return name === program ? measureProgram(home) : measureMigrator(name, { folder, path, count })
}

function measureProgram(home: string): Sample {
  writeConfig(join(home, 'migrations'), join(home, 'bench.db'))
  const { wall, cpu } = timeProcess([join(home, 'build', 'cli.js'), 'up'], home)
  return { wall, cpu, workWall: Number.NaN, workCpu: Number.NaN }
}

type Order = { readonly folder: string; readonly path: string; readonly count: number }

function measureMigrator(name: string, { folder, path, count }: Order): Sample {
  const { wall, cpu, stdout } = timeProcess([...quiet, runner, name, folder, path])
  const work = JSON.parse(stdout) as { readonly applied: number; readonly wall: number; readonly cpu: number }
  if (work.applied !== count) throw new Error(`${name} applied ${work.applied} of ${count} migrations`)
  return { wall, cpu, workWall: work.wall, workCpu: work.cpu }
}

const quiet = ['--disable-warning=ExperimentalWarning']

function print(
  samples: ReadonlyMap<string, readonly Sample[]>,
  { count, rounds }: { count: number; rounds: number },
): void {
  console.log(`${count} migrations of one statement, medians of ${rounds} rounds, seconds`)
  const head = ['', 'process wall', 'process CPU', 'work wall', 'work CPU', 'process wall ÷ millwright up']
  const base = median((samples.get(program) ?? []).map(({ wall }) => wall))
  printTable([head, ...[...samples].map(([name, some]) => rowOf(name, some, base))])
}

function rowOf(name: string, samples: readonly Sample[], base: number): readonly string[] {
  const figure = (what: keyof Sample): number => median(samples.map((sample) => sample[what]))
  const cells = (['wall', 'cpu', 'workWall', 'workCpu'] as const).map(figure)
  return [
    name,
    ...cells.map((seconds) => (Number.isNaN(seconds) ? '' : seconds.toFixed(2))),
    (figure('wall') / base).toFixed(2),
  ]
}

compare(Number(values.count), Number(values.rounds))
