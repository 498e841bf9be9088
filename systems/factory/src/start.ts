import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openUrl } from './database/open.ts'
import { legacySchema } from './database/schema-files.ts'
import { legacyDataset } from './generator/dataset.ts'
import { loadTables } from './generator/load.ts'
import { runMove } from './move/command.ts'
import { leftBehind } from './move/facts.ts'

/** Generates a factory of scale 1 with defects on this machine, moves it, and prints the proof. */
const place = fileURLToPath(new URL('../.millwright/start', import.meta.url))
const [source, target] = [`pglite:${join(place, 'legacy')}`, `pglite:${join(place, 'factory')}`]

rmSync(place, { recursive: true, force: true })
mkdirSync(place, { recursive: true })
process.stderr.write('Generating a legacy factory: ten machines, thirty days\n')
const legacy = await openUrl(source)
await legacy.runScript(legacySchema())
const rows = await loadTables(legacy.db, legacyDataset({ defects: true }).tables)
await legacy.db.close()
process.stderr.write(`${rows.toLocaleString('en')} rows\n`)
const params = { source, from: '2025-03-08', to: '2025-04-06', accept: leftBehind.join(','), password: 'drop' } as const
process.exitCode = await runMove({ target, params, accept: leftBehind, mode: 'move', json: false })
