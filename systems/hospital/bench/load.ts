import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeStream } from '../src/generator/stream.ts'

/**
 * Loads generated OCM records into SQLite, with validation, unique keys, rejects and ledger, and prints how that
 * compares with `sqlite3 .import` of the same rows into the same table, whose indexes are there from the start in both.
 *
 * Run: npm run bench -w systems/hospital -- [--records 1000000] [--rounds 5]
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    forms: { type: 'string', default: 'csv,ndjson,json' },
    keep: { type: 'string' },
  },
})
const records = Number(values.records)
const rounds = Number(values.rounds)
const forms = values.forms.split(',') as readonly Form[]
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'hospital-bench-'))
const child = new URL('./load-child.ts', import.meta.url).pathname

type Form = 'csv' | 'ndjson' | 'json'
type Sample = { readonly wall: number; readonly cpu: number; readonly mb: number }

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  try {
    for (const form of forms) await makeInput(form)
    makePeerInput()
    const rows = measureAll()
    print(rows)
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

const inputOf = (form: Form): string => join(folder, `ocm-${records}.${form}`)

async function makeInput(form: Form): Promise<void> {
  if (existsSync(inputOf(form))) return
  await writeStream(inputOf(form), form, { register: 'ocm', n: records, seed: 42, profile: 'real', asOf: '2025-06-28' })
}

/** The peer gets the finished rows, in the table's own form: it has nothing to validate or convert. */
function makePeerInput(): void {
  if (existsSync(join(folder, `peer-${records}.csv`))) return
  run('millwright', forms[0] as Form, join(folder, 'peer-source.db'))
  const out = spawnSync('sqlite3', [join(folder, 'peer-source.db'), '-cmd', '.mode csv', '-cmd', `.output ${join(folder, `peer-${records}.csv`)}`, 'select * from ocm_equipment'])
  if (out.status !== 0) throw new Error(String(out.stderr))
}

function measureAll(): ReadonlyMap<string, readonly Sample[]> {
  const samples = new Map<string, Sample[]>()
  for (let round = 0; round < rounds; round++) {
    for (const name of ['peer', 'loop', ...forms]) {
      const kind = name === 'peer' || name === 'loop' ? name : 'millwright'
      const form = kind === 'millwright' ? (name as Form) : (forms[0] as Form)
      const sample = run(kind, form, join(folder, `${name}.db`))
      samples.set(name, [...(samples.get(name) ?? []), sample])
    }
  }
  return samples
}

function run(kind: 'millwright' | 'peer' | 'loop', form: Form, db: string): Sample {
  for (const end of ['', '-wal', '-shm']) rmSync(db + end, { force: true })
  writeFileSync(join(folder, 'order.json'), JSON.stringify({ kind, form, db, input: inputOf(form), peer: join(folder, `peer-${records}.csv`), folder }))
  const done = spawnSync(process.execPath, ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', child, join(folder, 'order.json')], { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout.trim().split('\n').at(-1) as string) as Sample
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  const base = median(samples.get('peer') as readonly Sample[], 'wall')
  const line = (cells: readonly string[]) => console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(44) : cell.padStart(10))).join(''))
  console.log(`${records.toLocaleString('en-US')} records, medians of ${rounds} rounds; input ${Math.round(statSync(inputOf(forms[0] as Form)).size / 1e6)} MB as ${forms[0]}`)
  line(['way', 'wall s', 'CPU s', 'peak MB', 'ratio'])
  for (const [name, some] of samples) {
    const wall = median(some, 'wall')
    line([labels[name] ?? name, wall.toFixed(2), median(some, 'cpu').toFixed(2), String(Math.round(Math.max(...some.map(({ mb }) => mb)))), (wall / base).toFixed(2)])
  }
}

const labels: Readonly<Record<string, string>> = {
  peer: 'sqlite3 .import, finished rows',
  loop: 'look each serial up, insert, commit (scaled)',
  csv: 'millwright load, CSV',
  ndjson: 'millwright load, NDJSON',
  json: 'millwright load, JSON array',
}

const median = (samples: readonly Sample[], figure: keyof Sample): number =>
  samples.map((sample) => sample[figure]).sort((a, b) => a - b)[Math.floor(samples.length / 2)] as number

await main()
