/**
 * Reads a million records with every kind of file source and compares the processor time with that of a bare loop
 * (read a block, cut it into lines, JSON.parse). Its input is made under the system's temporary directory and deleted.
 *
 * node bench/sources.ts [records] [rounds]
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvFile } from '../src/sources/csv-file.ts'
import { jsonFile } from '../src/sources/json-file.ts'
import { ndjsonFile } from '../src/sources/ndjson-file.ts'
import type { Source } from '../src/sources/source.ts'

/** Seconds and megabytes; `grown` is what reading added to a process that had already compiled these sources. */
type Measured = {
  readonly cpu: number
  readonly wall: number
  readonly peak: number
  readonly grown: number
  readonly records: number
}

const tasks: Readonly<Record<string, { readonly file: string; readonly run: (path: string) => Promise<number> }>> = {
  'bare loop (NDJSON)': { file: 'ndjson', run: bareLoop },
  'csv-parse (CSV)': { file: 'csv', run: otherCsv },
  NDJSON: { file: 'ndjson', run: (path) => readAll(ndjsonFile(path)) },
  'JSON array': { file: 'json', run: (path) => readAll(jsonFile(path)) },
  'JSON, indented': { file: 'pretty.json', run: (path) => readAll(jsonFile(path)) },
  CSV: { file: 'csv', run: (path) => readAll(csvFile(path)) },
  'CSV, quoted': { file: 'quoted.csv', run: (path) => readAll(csvFile(path)) },
  'pin NDJSON': { file: 'ndjson', run: async (path) => (await ndjsonFile(path).pin()).records },
  'pin JSON array': { file: 'json', run: async (path) => (await jsonFile(path).pin()).records },
  'pin CSV': { file: 'csv', run: async (path) => (await csvFile(path).pin()).records },
}

function compare(records: number, rounds: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
  try {
    for (const file of new Set(Object.values(tasks).map((task) => task.file))) writeInput(join(folder, file), records)
    const results = new Map<string, Measured[]>()
    for (let round = 0; round < rounds; round++) measureAll(folder, records, results)
    print(folder, results)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measureAll(folder: string, records: number, results: Map<string, Measured[]>): void {
  for (const [name, { file }] of Object.entries(tasks)) {
    const measured = inOwnProcess(name, join(folder, file))
    if (measured.records !== records) throw new Error(`${name} read ${measured.records} records`)
    results.set(name, [...(results.get(name) ?? []), measured])
  }
}

function inOwnProcess(name: string, path: string): Measured {
  const args = ['--disable-warning=ExperimentalWarning', import.meta.filename, name, path, 'measure']
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Measured
}

async function measure(name: string, path: string): Promise<void> {
  const task = tasks[name]
  if (task === undefined) throw new Error(`no task ${name}`)
  const base = process.resourceUsage().maxRSS / 1024
  const before = process.cpuUsage()
  const started = performance.now()
  const records = await task.run(path)
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    JSON.stringify({ cpu: (user + system) / 1e6, wall, peak, grown: peak - base, records } satisfies Measured),
  )
}

function print(folder: string, results: ReadonlyMap<string, readonly Measured[]>): void {
  const bare = median(results.get('bare loop (NDJSON)') ?? [], 'cpu')
  console.log(
    `${'MB'.padStart(26)}${['CPU s', 'wall s', 'peak MB', 'grown MB', 'ratio'].map((name) => name.padStart(10)).join('')}`,
  )
  for (const [name, measured] of results) {
    const size = statSync(join(folder, tasks[name]?.file ?? '')).size / 1e6
    const cpu = median(measured, 'cpu')
    const seconds = [cpu, median(measured, 'wall')].map((value) => value.toFixed(2))
    const megabytes = [median(measured, 'peak'), median(measured, 'grown')].map((value) => value.toFixed(0))
    const figures = [...seconds, ...megabytes, (cpu / bare).toFixed(2)].map((figure) => figure.padStart(10))
    console.log(`${name.padEnd(20)}${size.toFixed(0).padStart(6)}${figures.join('')}`)
  }
}

function median(measured: readonly Measured[], what: keyof Measured): number {
  return measured.map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(measured.length / 2)] ?? Number.NaN
}

async function readAll(source: Source): Promise<number> {
  let records = 0
  for await (const chunk of source.read(undefined)) records += chunk.records.length
  return records
}

/** The least a program can do: it checks nothing, and it does not even join a character that is cut in two. */
async function bareLoop(path: string): Promise<number> {
  const file = openSync(path, 'r')
  const block = Buffer.allocUnsafe(1 << 18)
  let [rest, records] = ['', 0]
  for (let length = readSync(file, block); length > 0; length = readSync(file, block)) {
    const lines = (rest + block.toString('utf8', 0, length)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const value: unknown = JSON.parse(line)
      if (value !== null) records++
    }
  }
  closeSync(file)
  return records
}

async function otherCsv(path: string): Promise<number> {
  const { parse } = await import('csv-parse')
  const { createReadStream } = await import('node:fs')
  let records = 0
  const parser = createReadStream(path, { highWaterMark: 1 << 18 }).pipe(parse({ columns: true }))
  for await (const row of parser) if (row !== null) records++
  return records
}

type Writer = { readonly head: (names: readonly string[]) => string; readonly between: string; readonly tail: string }
type Row = { readonly [name: string]: string | number | null }

const writers: Readonly<Record<string, Writer & { readonly write: (row: Row) => string }>> = {
  ndjson: { head: () => '', between: '\n', tail: '\n', write: (row) => JSON.stringify(row) },
  json: { head: () => '[', between: ', ', tail: ']\n', write: (row) => JSON.stringify(row) },
  'pretty.json': { head: () => '[\n', between: ',\n', tail: '\n]\n', write: (row) => JSON.stringify(row, null, 2) },
  csv: {
    head: (names) => `${names.join(',')}\n`,
    between: '\n',
    tail: '\n',
    write: (row) => Object.values(row).join(','),
  },
  'quoted.csv': {
    head: (names) => `${names.join(',')}\r\n`,
    between: '\r\n',
    tail: '\r\n',
    write: (row) =>
      Object.values(row)
        .map((value) => `"${String(value)}"`)
        .join(','),
  },
}

function writeInput(path: string, records: number): void {
  const writer = writers[path.slice(path.lastIndexOf('/') + 1)]
  if (writer === undefined) throw new Error(`no writer for ${path}`)
  const file = openSync(path, 'w')
  writeSync(file, writer.head(Object.keys(equipment(0))))
  for (let at = 0; at < records; at += 1000) {
    const rows = Array.from({ length: Math.min(1000, records - at) }, (_, i) => writer.write(equipment(at + i)))
    writeSync(file, (at === 0 ? '' : writer.between) + rows.join(writer.between))
  }
  writeSync(file, writer.tail)
  closeSync(file)
}

const departments = ['Radiology', 'Emergency', 'Laboratory', 'Intensive Care Unit', 'Dialysis']

/** A record of an equipment register: 15 fields, most of them short text. */
function equipment(number: number): Row {
  const day = String((number % 28) + 1).padStart(2, '0')
  const year = 2018 + (number % 7)
  return {
    NO: number + 1,
    Department: departments[number % departments.length] ?? '',
    Name: `INFUSION PUMP ${number % 97}`,
    MODEL: `IP-${number % 1013}`,
    Serial: `SN-${String(number).padStart(8, '0')}`,
    MANUFACTURER: `Maker ${number % 53} Medical`,
    Log_Number: `LOG-${number}`,
    Installation_Date: `${day}/03/${year}`,
    Warranty_End: `${day}/03/${year + 3}`,
    Service_Date: `${day}/09/2024`,
    Engineer: `Engineer ${number % 31}`,
    Next_Maintenance: `${day}/09/2025`,
    Status: number % 9 === 0 ? 'Overdue' : 'Upcoming',
    PPM: number % 2 === 0 ? 'Yes' : 'No',
    Remarks: '',
  }
}

const [first = '1000000', second = '5', third] = process.argv.slice(2)
if (third !== undefined) await measure(first, second)
else compare(Number(first), Number(second))
