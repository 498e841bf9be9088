import { mkdirSync, rmSync } from 'node:fs'
import { openUrl } from './database/open.ts'
import { legacySchema } from './database/schema-files.ts'
import { legacyDataset } from './generator/dataset.ts'
import { loadTables } from './generator/load.ts'
import { runMove } from './move/command.ts'
import { leftBehind } from './move/facts.ts'
import { startArtefacts, startParams, startPlace, startTarget } from './move/start.ts'

/** Generates a factory of scale 1 with defects on this machine, moves it, and prints the proof. */
rmSync(startPlace, { recursive: true, force: true })
mkdirSync(startPlace, { recursive: true })
process.stderr.write('Generating a legacy factory: ten machines, thirty days\n')
const legacy = await openUrl(startParams.source)
await legacy.runScript(legacySchema())
const rows = await loadTables(legacy.db, legacyDataset({ defects: true }).tables)
await legacy.db.close()
process.stderr.write(`${rows.toLocaleString('en')} rows\n`)
process.exitCode = await runMove({
  target: startTarget,
  params: startParams,
  accept: leftBehind,
  artefacts: startArtefacts,
  mode: 'move',
  json: false,
})
