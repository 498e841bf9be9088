import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataMigrationManager } from '../manager/manager.ts'
import { home, projectOf } from '../manager/options.ts'
import { installProtocols } from '../protocols/install.ts'
import { addSamples } from '../protocols/samples.ts'
import { generateReminders } from '../service/reminders.ts'
import { onDatabase } from '../database/engine.ts'
import type { Session } from '../database/database.ts'
import { generateDatabase } from '../generator/generate-database.ts'
import { migrationText, watchSteps } from './screen.ts'

const place = join(home, '.millwright', 'start')

const opening = `
A business that distributes spare parts has untyped organisations and stock per organisation. This makes an invented
one in an embedded PostgreSQL, and moves it to warehouses, roles and a ledger of movements in eleven steps. Then its machines get their maintenance protocols.

`

const next = `
Try next
  URL=pglite:systems/abparts/.millwright/start/db
  npm run -s abparts -- migrate --yes --url $URL
      the same move again: it finds everything as it is
  npm run -s abparts -- validate --url $URL
      every rule of the new model
  npm run -s abparts -- serve --url $URL
      work with the maintenance protocols
  npm run -s abparts -- protocols --remove --yes --url $URL --dir systems/abparts/.millwright/start
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
  process.stdout.write(`\n${migrationText(report)}`)
  if (report.exit_code !== 0) return report.exit_code
  const { verdict, reason, exit_code: exit } = await installProtocols(options)
  await onDatabase(await projectOf(options), (db) => db.transaction(addLife))
  process.stdout.write(`protocols: ${verdict} (${reason})\n${exit === 0 ? next : ''}`)
  return exit
}

/** Something to look at: the samples, and hours that make services due. */
async function addLife(session: Session): Promise<void> {
  await addSamples(session)
  await session.run(`insert into machine_hours (machine_id, recorded_by_user_id, hours_value, recorded_date)
    select m.id, (select id from users order by username limit 1), 200 + 40 * row_number() over (order by m.serial_number), now()
    from machines as m`)
  await generateReminders(session, new Date())
}
