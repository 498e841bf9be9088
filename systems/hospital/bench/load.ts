/**
 * Loads generated OCM records into SQLite, with validation, unique keys, twins, rejects, journal and ledger, and compares
 * that with `sqlite3 .import` of the finished rows into the same table, whose indexes are there from the start in both.
 *
 * npm run bench -w systems/hospital -- [--records 200000] [--rounds 3] [--forms csv,ndjson,json] [--keep FOLDER]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type StreamForm, writeStream } from '../src/generator/stream.ts'
import type { Order, Sample } from './ways/way.ts'

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    forms: { type: 'string', default: 'csv,ndjson,json' },
    keep: { type: 'string' },
  },
})
const records = Number(values.records)
const rounds = Number(values.rounds)
const forms = values.forms.split(',') as readonly StreamForm[]
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'hospital-bench-'))
const child = fileURLToPath(new URL('./load-child.ts', import.meta.url))
/** SQLite's own shell must be installed. */
const shell = 'sqlite3'
const rowsFile = join(folder, `rows-${records}.csv`)

const titles: Readonly<Record<string, string>> = {
  import: 'sqlite3 .import, finished rows',
  loop: 'look up, insert, commit (scaled)',
  orm: 'the same with an ORM (scaled)',
  csv: 'Millwright, CSV',
  ndjson: 'Millwright, NDJSON',
  json: 'Millwright, JSON array',
}

async function compare(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  try {
    for (const form of forms) await makeInput(form)
    if (!existsSync(rowsFile)) makeRows()
    print(measureAll(['import', 'loop', 'orm', ...forms]))
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

const inputOf = (form: string): string => join(folder, `ocm-${records}.${form}`)

async function makeInput(form: StreamForm): Promise<void> {
  if (existsSync(inputOf(form))) return
  await writeStream(inputOf(form), form, { register: 'ocm', n: records, seed: 42, profile: 'real', asOf: '2025-06-28' })
}

/** Loads once to get the finished rows, which the shell then has only to insert. */
function makeRows(): void {
  const db = join(folder, 'rows.db')
  measure(forms[0] ?? 'csv', db)
  const args = [db, '-cmd', '.mode csv', '-cmd', `.output ${rowsFile}`, 'select * from ocm_equipment']
  const { status, stderr } = spawnSync(shell, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  removeDatabase(db)
}

function measureAll(names: readonly string[]): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const db = join(folder, `${name}.db`)
      samples.get(name)?.push(measure(name, db))
      removeDatabase(db)
    }
  }
  return samples
}

function measure(name: string, db: string): Sample {
  removeDatabase(db)
  const isForm = (forms as readonly string[]).includes(name)
  const form = isForm ? name : (forms[0] ?? 'csv')
  const way = isForm ? 'millwright' : name
  const order: Order = { way, form, db, input: inputOf(form), rows: rowsFile, folder }
  const args = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', child, JSON.stringify(order)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Sample
}

const removeDatabase = (db: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(db + end, { force: true })
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  const base = samples.get('import') ?? []
  console.log(`${records.toLocaleString('en-US')} records, medians of ${rounds}; ${sizes()}`)
  line(['', 'wall s', 'CPU s', 'proved s', 'peak MB', '× wall', '× CPU'])
  for (const [name, some] of samples) {
    const [wall, cpu] = [median(some, 'wall'), median(some, 'cpu')]
    const ratios = [wall / median(base, 'wall'), cpu / median(base, 'cpu')]
    const figures = [wall, cpu, median(some, 'proved')].map((seconds) => shown(seconds, 2))
    line([titles[name] ?? name, ...figures, shown(median(some, 'mb'), 0), ...ratios.map((ratio) => shown(ratio, 2))])
  }
}

const sizes = (): string =>
  forms.map((form) => `${Math.round(statSync(inputOf(form)).size / 1e6)} MB as ${form}`).join(', ')

const shown = (figure: number, digits: number): string => (Number.isFinite(figure) ? figure.toFixed(digits) : '')

const line = (cells: readonly string[]): void =>
  console.log(
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(10)))
      .join('')
      .trimEnd(),
  )

const median = (samples: readonly Sample[], what: keyof Sample): number =>
  samples.map((sample) => sample[what] ?? Number.NaN).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ??
  Number.NaN

await compare()
