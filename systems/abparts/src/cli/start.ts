import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataMigrationManager } from '../manager/manager.ts'
import { home } from '../manager/options.ts'
import { generateDatabase } from '../generator/generate-database.ts'
import { migrationText, watchSteps } from './screen.ts'

const place = join(home, '.millwright', 'start')

const opening = `
A business that distributes spare parts has untyped organisations and stock per organisation. This makes an invented
one in an embedded PostgreSQL, and moves it to warehouses, roles and a ledger of movements in eleven steps.

`

const next = `
Try next
  URL=pglite:systems/abparts/.millwright/start/db
  npm run -s abparts -- migrate --yes --url $URL
      the same move again: it finds everything as it is
  npm run -s abparts -- validate --url $URL
      every rule of the new model
  npm run -s abparts -- rollback --yes --url $URL --dir systems/abparts/.millwright/start
      back to the old model, compared with the backup
`

/** Shows the move with a fresh database each time. */
export async function runStart(): Promise<number> {
  process.stderr.write(opening)
  await rm(place, { recursive: true, force: true })
  const options = { url: `pglite:${join(place, 'db')}`, directory: place }
  await generateDatabase(options, { sample: 'small_sample' })
  const screen = { isTerminal: process.stderr.isTTY === true, write: (text: string) => void process.stderr.write(text) }
  const report = await new DataMigrationManager(options).runMigration({ onEvent: watchSteps(screen) })
  process.stdout.write(`\n${migrationText(report)}${report.exit_code === 0 ? next : ''}`)
  return report.exit_code
}
