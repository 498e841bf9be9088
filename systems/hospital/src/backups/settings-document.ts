import { type Queries, sql } from 'millwright'
import { z } from 'zod'
import { isSecret, openValueOf } from './secrets.ts'

/** When and why settings were written down, and by whom. */
export type About = { readonly createdAt: string; readonly createdBy: string; readonly reason: string }

const documentSchema = z.object({
  backup_info: z.object({
    created_at: z.iso.datetime(),
    backup_type: z.literal('settings'),
    version: z.string(),
    created_by: z.string().default('unknown'),
    reason: z.string().default('unknown'),
  }),
  left_out: z.array(z.string()).default([]),
  settings: z.record(z.string(), z.unknown()),
})

export type SettingsDocument = z.infer<typeof documentSchema>

/** The settings as a file: in the form of the old ones, and what was left out by its name alone. */
export async function settingsDocument(db: Queries, about: About): Promise<SettingsDocument> {
  const rows = await db.all(sql`select key, value from settings order by key`)
  const names = rows.map(({ key }) => String(key))
  const values = rows.map(({ key, value }) => [String(key), openValueOf(String(key), String(value))] as const)
  const { createdAt, createdBy, reason } = about
  return {
    backup_info: { created_at: createdAt, backup_type: 'settings', version: '2', created_by: createdBy, reason },
    left_out: names.filter(isSecret),
    settings: Object.fromEntries(values.filter(([name]) => !isSecret(name))),
  }
}

export const textOf = (document: SettingsDocument): string => `${JSON.stringify(document, null, 2)}\n`

/** @throws when the text is no such document */
export const parseSettings = (text: string): SettingsDocument => documentSchema.parse(JSON.parse(text))
