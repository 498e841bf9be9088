/**
 * `node --conditions=millwright-source bench/move.ts URL [scale]`: makes production times `scale` in an empty database, moves it,
 * validates it before and after, appends defects and counts what is found, and prints what each part took. The database is emptied first; its name must begin with mw_test_.
 */
import { validateDatabase } from '../src/checks/validate.ts'
import { openDatabase } from '../src/database/open.ts'
import { legacySchema, loosened } from '../src/database/schema-files.ts'
import { legacyDataset, targetDefectRows } from '../src/generator/dataset.ts'
import { loadTables } from '../src/generator/load.ts'
import { runMove } from '../src/move/run-steps.ts'

const [url = 'pglite:', scale = '10'] = process.argv.slice(2)
if (url !== 'pglite:' && !/\/mw_test_\w+$/.test(url))
  throw new RangeError('Only a database named mw_test_… is emptied.')

const db = await openDatabase(url)
const { tables } = legacyDataset({ sample: 'production_scale', scale: Number(scale) })
await db.exec('drop schema public cascade; create schema public')
await db.exec(legacySchema())
await timed('generate and load', () => db.transaction((tx) => loadTables(tx, tables)))
await db.exec('analyze')
await timed('validate before', async () => say((await validateDatabase(db)).summary))
const moved = await timed('move', () =>
  runMove(db, { opening: { reference: 'MIGRATION-BENCH', date: '2026-02-01T08:00:00Z', notes: 'Opening balance' } }),
)
for (const { step, read, inserted, updated, unchanged, ms } of moved.steps) {
  say(`  ${step}: ${read} read, ${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${ms} ms`)
}
await db.exec('analyze')
await timed('validate after', async () => {
  const { summary, results } = await validateDatabase(db)
  say(summary, ...results.map(({ id, affected_records }) => `${id}: ${affected_records}`))
})
await db.exec(loosened())
const defective = { sample: 'production_scale', scale: Number(scale), defects: 0.02 } as const
await timed('append defects', () => db.transaction((tx) => loadTables(tx, targetDefectRows(defective))))
await db.exec('analyze')
await timed('validate with defects', async () => {
  const { summary, results } = await validateDatabase(db, { rules: 'rows' })
  const found = Object.fromEntries(results.map(({ id, affected_records }) => [id, affected_records]))
  const wanted = legacyDataset(defective).manifest.findings?.target ?? {}
  const wrong = Object.keys({ ...found, ...wanted }).filter((id) => found[id] !== wanted[id])
  say(summary, wrong.length === 0 ? 'every rule found what was appended' : `MISMATCH: ${wrong.join(', ')}`)
})
await db.close()

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  say(`${what}: ${Math.round(performance.now() - began)} ms`)
  return result
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
