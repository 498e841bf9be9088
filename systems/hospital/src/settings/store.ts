import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { type Detail, Refusal } from 'millwright/http'
import { isRecord } from '../domain/aliases.ts'
import { knownSettings } from '../domain/settings.ts'
import { settingDamaged } from './problems.ts'

/** The settings that the program knows; others are kept beside them. */
export type Settings = {
  readonly email_notifications_enabled: boolean
  readonly email_reminder_interval_minutes: number
  /** 0 to 23, where the server stands. */
  readonly email_send_time_hour: number
  readonly recipient_email: string
  /** Separated by commas. */
  readonly cc_emails: string
  readonly push_notifications_enabled: boolean
  readonly push_notification_interval_minutes: number
  readonly reminder_timing: Readonly<Record<'60_days_before' | '14_days_before' | '1_day_before', boolean>>
  readonly scheduler_interval_hours: number
  readonly enable_automatic_reminders: boolean
  readonly automatic_backup_enabled: boolean
  readonly automatic_backup_interval_hours: number
  /** Null: every event is kept. */
  readonly audit_retention_days: number | null
  readonly [unknown: string]: unknown
}

/** Every setting; one that was never set has its default. @throws HOSP301 when a stored one is damaged */
export async function storedSettings(db: Queries): Promise<Settings> {
  const stored = await readStored(db)
  for (const [key, value] of stored)
    if (!isAllowed(key, value)) throw settingDamaged(key, JSON.stringify(value).slice(0, 100))
  return Object.fromEntries(merged(stored)) as Settings
}

/** The stored values over their defaults; a setting with parts has its missing parts too. */
const merged = (stored: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] =>
  [...new Set([...knownSettings.keys(), ...stored.keys()])].map((key) => {
    const standard = knownSettings.get(key)?.standard
    const value = stored.has(key) ? stored.get(key) : standard
    return [key, isRecord(standard) && isRecord(value) ? { ...standard, ...value } : value]
  })

/** Whether a value may stand under a key: any does under one that the program does not know. */
const isAllowed = (key: string, value: unknown): boolean => knownSettings.get(key)?.allows(value) ?? true

async function readStored(db: Queries): Promise<ReadonlyMap<string, unknown>> {
  const rows = await db.all(sql`select key, value from settings order by key`)
  return new Map(rows.map((row) => [String(row['key']), parsed(String(row['key']), String(row['value']))]))
}

function parsed(key: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw settingDamaged(key, JSON.stringify(text.slice(0, 100)))
  }
}

/**
 * Sets what is given; everything else stays, known or not.
 * @throws Refusal for a value that is not allowed and for a key that neither the program nor the database knows
 */
export async function changeSettings(
  db: Queries,
  act: Act,
  given: Readonly<Record<string, unknown>>,
): Promise<Settings> {
  const stored = await readStored(db)
  const details = Object.entries(given).flatMap(([key, value]) => faultsOf(key, value, stored))
  if (details.length > 0) throw refused(details)
  const changes = Object.entries(given).filter(([key, value]) => !isSame(value, valueOf(key, stored)))
  for (const [key, value] of changes) await write(db, act, { key, value: JSON.stringify(value) })
  if (changes.length > 0)
    await recordEvent(db, act, {
      type: 'Setting Changed',
      description: `Changed ${changes.map(([key]) => key).join(', ')}`,
      details: Object.fromEntries(changes.map(([key, value]) => [key, [valueOf(key, stored) ?? null, value]])),
    })
  return storedSettings(db)
}

function faultsOf(key: string, value: unknown, stored: ReadonlyMap<string, unknown>): readonly Detail[] {
  const known = knownSettings.get(key)
  if (known === undefined)
    return stored.has(key) ? [] : [{ field: key, code: 'unknown_field', message: `${key} is not a known setting` }]
  return known.allows(value) ? [] : [{ field: key, code: 'setting_invalid', message: `${key}: use ${known.words}` }]
}

const refused = (details: readonly Detail[]): Refusal =>
  new Refusal(details.map(({ message }) => message).join('; '), {
    status: 400,
    code: details[0]?.code ?? 'setting_invalid',
    details,
  })

const valueOf = (key: string, stored: ReadonlyMap<string, unknown>): unknown =>
  stored.has(key) ? stored.get(key) : knownSettings.get(key)?.standard

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const write = (
  db: Queries,
  act: Act,
  { key, value }: { readonly key: string; readonly value: string },
): Promise<number> =>
  db.run(sql`insert into settings (key, value, updated_at, updated_by) values (${key}, ${value}, ${act.at}, ${act.actor})
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`)
