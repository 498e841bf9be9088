import type { Project } from 'millwright'
import { protocolTables } from '../checks/phase.ts'
import type { Session } from '../database/database.ts'
import { migrationScript } from '../move/scripts.ts'

/** Runs the statements of the migration whose object is not there yet. What is there is not touched. */
export async function makeMissing(session: Session, { dialect }: Pick<Project, 'dialect'>): Promise<readonly string[]> {
  const made: string[] = []
  for (const { text } of dialect.split(migrationScript('0008_add_maintenance_protocols', 'up'))) {
    if (await isThere(session, text)) continue
    await session.exec(text)
    const [, kind = '', name = ''] = creation.exec(text) ?? []
    if (name !== '') made.push(`${kind} ${name}`)
  }
  return made
}

const creation = /create (?:unique )?(type|table|index) (\w+)/i

async function isThere(session: Session, text: string): Promise<boolean> {
  const [, kind, name = ''] = creation.exec(text) ?? []
  if (kind === 'type') return answer(session, `to_regtype('${name}') is not null`)
  if (kind !== undefined) return answer(session, `to_regclass('${name}') is not null`)
  if (!/alter table machine_maintenance/i.test(text)) return false // the others look for themselves
  return answer(
    session,
    `exists (select from pg_attribute where attrelid = 'machine_maintenance'::regclass and attname = 'execution_id' and not attisdropped)`,
  )
}

async function answer(session: Session, condition: string): Promise<boolean> {
  return (await session.query(`select ${condition} as is_so`))[0]?.['is_so'] === true
}

const types = ['protocoltype', 'checklistitemtype', 'executionstatus', 'remindertype', 'reminderstatus']

/** Drops tables of the protocols that hold no row, and nothing that hangs on them from outside. */
export async function dropEmpty(session: Session): Promise<void> {
  await session.exec('alter table machine_maintenance drop column if exists execution_id')
  for (const table of protocolTables.toReversed()) await session.exec(`drop table if exists ${table}`)
  for (const type of types) await session.exec(`drop type if exists ${type}`)
}
