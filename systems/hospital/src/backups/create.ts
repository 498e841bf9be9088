import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { recordEvent } from '../audit/record.ts'
import { makeFull, type Order } from './full.ts'
import { gated } from './gate.ts'
import { folderOf, namesFor } from './names.ts'
import { settingsDocument, textOf } from './settings-document.ts'
import type { Tools } from './tools.ts'
import { inTurn } from './turn.ts'
import { inWorkshop, publish } from './workshop.ts'

/** Makes a full backup while the application goes on. @throws Refusal 503 `disk_full`, and the engine's problems */
export const createFull = (tools: Tools, order: Order): Promise<string> =>
  inTurn(tools.project.url, async () => {
    const { name, manifest } = await makeFull(gated(tools.project, tools.db), order, tools.now)
    const { database, files } = manifest
    await tell(tools, order, { name, database: database.sha256, tables: database.tables, files: files.length })
    return name
  })

/** Writes the settings down, without secrets. */
export const createSettings = (tools: Tools, order: Order): Promise<string> =>
  inTurn(tools.project.url, async () => {
    const name = await writeSettings(tools, order)
    await tell(tools, order, { name })
    return name
  })

export async function writeSettings({ project, db, now }: Tools, { actor, reason }: Order): Promise<string> {
  const about = { createdAt: now(), createdBy: actor, reason }
  const text = textOf(await db.read((queries) => settingsDocument(queries, about)))
  return await inWorkshop(folderOf(project, 'settings'), async (shop) => {
    const made = join(shop, 'settings.json')
    await using file = await open(made, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
    return await publish(made, folderOf(project, 'settings'), namesFor('settings', about.createdAt))
  })
}

type Told = { readonly name: string; readonly [detail: string]: unknown }

async function tell({ db, now, today }: Tools, { actor, reason }: Order, details: Told): Promise<void> {
  const description = `The backup ${details.name} was made`
  const event = { type: 'Backup Created', description, details: { ...details, reason } } as const
  await db.write((tx) => recordEvent(tx, { actor, at: now(), today: today() }, event))
}
