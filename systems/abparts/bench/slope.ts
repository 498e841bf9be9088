/**
 * `node --conditions=millwright-source bench/slope.ts URL [scales]`: the whole migration at production times each of the scales
 * (10,100 unless told), each in a process of its own: seconds, microseconds a row, and the peak of the process's memory. Only the
 * server of URL is used.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../src/database/open.ts'
import { DataMigrationManager } from '../src/manager/manager.ts'
import { Workshop } from '../src/tester/throwaway.ts'

const [url = '', scales = '10,100', directory] = process.argv.slice(2)
if (directory === undefined) await compare()
else await move()

/** In the child: one migration, and what it took. */
async function move(): Promise<void> {
  const began = performance.now()
  const report = await new DataMigrationManager({ url, directory: directory ?? '' }).runMigration({ force: true })
  if (report.verdict !== 'PROVED') throw new Error(report.reason)
  const steps = report.steps.map(({ name, duration_ms: ms }) => `${name} ${ms ?? 0}`)
  const sample = { ms: performance.now() - began, mb: process.resourceUsage().maxRSS / 1024, steps }
  process.stdout.write(`${JSON.stringify(sample)}\n`)
}

async function compare(): Promise<void> {
  for (const scale of scales.split(',').map(Number)) {
    const workshop = new Workshop(url)
    const copy = await workshop.make({ sample: 'production_scale', scale })
    try {
      const rows = await countRows(copy.url)
      const { ms, mb, steps } = inChild(copy)
      const micros = ((ms * 1000) / rows).toFixed(1)
      const line = `${scale} times: ${rows} rows, ${(ms / 1000).toFixed(1)} s, ${micros} µs a row, peak ${mb.toFixed(0)} MB`
      process.stdout.write(`${line}\n  ${steps.join(' ms, ')} ms\n`)
    } finally {
      await copy.dispose()
      await workshop.dispose()
    }
  }
}

type Sample = { readonly ms: number; readonly mb: number; readonly steps: readonly string[] }

function inChild(copy: { readonly url: string; readonly directory: string }): Sample {
  const program = fileURLToPath(import.meta.url)
  const options = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...options, program, copy.url, scales, copy.directory],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Sample
}

async function countRows(database: string): Promise<number> {
  const db = await openDatabase(database)
  try {
    const [row] = await db.query(
      `select sum((xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', tablename), false, true, '')))[1]::text::bigint) as n
      from pg_tables where schemaname = 'public'`,
    )
    return Number(row?.['n'])
  } finally {
    await db.close()
  }
}
