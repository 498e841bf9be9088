import { recordEvent } from '../audit/record.ts'
import { findBackup, type Shelved } from './shelf.ts'
import type { Tools } from './tools.ts'

/** A backup that leaves the house; who took it is written down first. @throws Refusal 400, 404 */
export async function handOut({ project, db, now, today }: Tools, actor: string, name: string): Promise<Shelved> {
  const found = await findBackup(project, name)
  const description = `The backup ${name} was downloaded`
  const event = { type: 'Data Export', description, details: { name, bytes: found.bytes } } as const
  await db.write((tx) => recordEvent(tx, { actor, at: now(), today: today() }, event))
  return found
}
