import { isRecord, type RawRecord } from './aliases.ts'
import { newNotes, type Notes, note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
import { cleanText, isLonger } from './text.ts'

/** `value` is JSON text. */
export type SettingRow = { readonly key: string; readonly value: string }
export type UserRow = {
  readonly username: string
  readonly role: string
  readonly password_hash: string | null
  readonly is_active: boolean
  readonly must_reset: boolean
}
export type RolePermission = { readonly role: string; readonly permission: string }
export type SettingsRows = {
  readonly settings: readonly SettingRow[]
  readonly users: readonly UserRow[]
  readonly roles: readonly string[]
  readonly rolePermissions: readonly RolePermission[]
}

/** A setting: its default, what it may be, and that in words. */
type Known = { readonly standard: unknown; readonly allows: (value: unknown) => boolean; readonly words: string }

const flag = (standard: boolean): Known => ({
  standard,
  allows: (value) => typeof value === 'boolean',
  words: 'true or false',
})
const whole = (standard: number, least: number, most: number): Known => ({
  standard,
  allows: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  words: most === unlimited ? `a whole number from ${least} up` : `a whole number from ${least} to ${most}`,
})
const unlimited = Number.MAX_SAFE_INTEGER
const mail = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/
const isMailOrEmpty = (value: unknown): boolean => typeof value === 'string' && (value === '' || mail.test(value))
const isMailList = (value: unknown): boolean =>
  typeof value === 'string' && (value === '' || value.split(',').every((part) => mail.test(part.trim())))

const reminderKeys = ['60_days_before', '14_days_before', '1_day_before'] as const
const reminders: Known = {
  standard: Object.fromEntries(reminderKeys.map((key) => [key, false])),
  allows: (value) => isRecord(value) && Object.values(value).every((on) => typeof on === 'boolean'),
  words: 'true or false for each of 60_days_before, 14_days_before, 1_day_before',
}

const years = 36_500
const retention: Known = {
  standard: null,
  allows: (value) => value === null || whole(0, 30, years).allows(value),
  words: `a whole number of days from 30 to ${years}, or null to keep every event`,
}

/** The settings of the old file. */
const oldSettings: ReadonlyMap<string, Known> = new Map([
  ['email_notifications_enabled', flag(true)],
  ['email_reminder_interval_minutes', whole(60, 1, unlimited)],
  ['email_send_time_hour', whole(7, 0, 23)],
  ['recipient_email', { standard: '', allows: isMailOrEmpty, words: 'an e-mail address, or nothing' }],
  ['cc_emails', { standard: '', allows: isMailList, words: 'e-mail addresses with commas between them, or nothing' }],
  ['push_notifications_enabled', flag(false)],
  ['push_notification_interval_minutes', whole(60, 1, unlimited)],
  ['reminder_timing', reminders],
  ['scheduler_interval_hours', whole(24, 1, 168)],
  ['enable_automatic_reminders', flag(false)],
  ['automatic_backup_enabled', flag(false)],
  ['automatic_backup_interval_hours', whole(24, 1, 168)],
])

/** Every known setting: those of the old file, and what came later. */
export const knownSettings: ReadonlyMap<string, Known> = new Map([...oldSettings, ['audit_retention_days', retention]])

const everyone = ['dashboard_view', 'equipment_ppm_read', 'equipment_ocm_read']
const editing = ['ppm', 'ocm'].flatMap((register) =>
  ['write', 'delete', 'import_export'].map((right) => `equipment_${register}_${right}`),
)
const managing =
  'audit_log_view audit_log_export user_manage settings_read settings_manage settings_email_test backup_manage'

/** The table of roles and their permissions: 18, 11 and 3. */
export const standardRoles: Readonly<Record<'Admin' | 'Editor' | 'Viewer', readonly string[]>> = {
  Admin: [...everyone, ...editing, 'training_manage', 'training_read', ...managing.split(' ')],
  Editor: [...everyone, ...editing, 'training_manage', 'training_read'],
  Viewer: everyone,
}

/** `settings.json` as settings, users and roles. Missing keys get their defaults, unknown ones are kept, clear passwords are not. */
export function readSettings(raw: unknown): Result<SettingsRows> {
  const notes = newNotes()
  if (!isRecord(raw)) refuse(notes, issue('file_shape', placeOf(), typeof raw))
  const { users, roles, ...settings } = isRecord(raw) ? raw : {}
  const permissions = readRoles(roles, notes)
  const rows: SettingsRows = {
    settings: readValues(settings, notes),
    roles: Object.keys(permissions),
    users: readUsers(users, permissions, notes),
    rolePermissions: Object.entries(permissions).flatMap(([role, names]) =>
      [...new Set(names)].map((permission) => ({ role, permission })),
    ),
  }
  return resultOf(rows, notes)
}

function readValues(settings: RawRecord, notes: Notes): readonly SettingRow[] {
  const rows = Object.entries(settings).map(([key, value]) => {
    const known = knownSettings.get(key)
    if (known === undefined) note(notes, issue('setting_unknown', placeOf(key)))
    else if (!known.allows(value)) refuse(notes, issue('setting_invalid', placeOf(key), value))
    return { key, value: JSON.stringify(value) }
  })
  const missing = [...oldSettings.keys()].filter((key) => !Object.hasOwn(settings, key))
  for (const key of missing) note(notes, issue('setting_missing', placeOf(key)))
  return [...rows, ...missing.map((key) => ({ key, value: JSON.stringify(oldSettings.get(key)?.standard) }))]
}

type Roles = Readonly<Record<string, readonly string[]>>

/** A role's permissions are a list, or an object with such a list; without roles the standard ones hold. */
function readRoles(raw: unknown, notes: Notes): Roles {
  if (raw === undefined) return standardRoles
  if (!isRecord(raw)) {
    refuse(notes, issue('file_shape', placeOf('roles'), typeof raw))
    return standardRoles
  }
  return Object.fromEntries(Object.entries(raw).map(([role, value]) => [role, permissionsOf(role, value, notes)]))
}

function permissionsOf(role: string, value: unknown, notes: Notes): readonly string[] {
  const names: unknown = isRecord(value) ? value['permissions'] : value
  if (!Array.isArray(names)) {
    refuse(notes, issue('file_shape', placeOf('roles', role), value))
    return []
  }
  for (const name of names) {
    if (!standardRoles.Admin.includes(String(name)))
      note(notes, issue('permission_unknown', placeOf('roles', role), name))
  }
  return names.map(String)
}

function readUsers(raw: unknown, roles: Roles, notes: Notes): readonly UserRow[] {
  if (raw === undefined) return []
  if (Array.isArray(raw))
    return raw.flatMap((user: unknown, at) => readUser(user, ['users', String(at)], { roles, notes }))
  refuse(notes, issue('file_shape', placeOf('users'), typeof raw))
  return []
}

type Membership = { readonly roles: Roles; readonly notes: Notes }

function readUser(raw: unknown, path: readonly string[], { roles, notes }: Membership): readonly UserRow[] {
  const record = isRecord(raw) ? raw : {}
  const [username, role] = [textIn(record, 'username'), textIn(record, 'role')]
  if (username === '' || role === '' || isLonger(username, 80)) {
    refuse(notes, issue('user_invalid', placeOf(...path)))
    return []
  }
  if (!Object.hasOwn(roles, role)) refuse(notes, issue('role_unknown', placeOf(...path, 'role'), role))
  const secret = textIn(record, 'password_hash') || textIn(record, 'password')
  const hash = isPasswordHash(secret) ? secret : null
  if (hash === null) note(notes, issue('password_clear_text', placeOf(...path, 'password')))
  return [{ username, role, password_hash: hash, is_active: record['is_active'] !== false, must_reset: hash === null }]
}

const textIn = (record: RawRecord, key: string): string =>
  typeof record[key] === 'string' ? cleanText(record[key]) : ''

const hashes = [
  /^pbkdf2:sha\d+(?::\d+)?\$[^$]+\$[0-9a-f]{40,128}$/,
  /^scrypt:\d+:\d+:\d+\$[^$]+\$[0-9a-f]{64,128}$/,
  /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/,
  /^\$argon2(?:id|i|d)\$v=\d+\$[^$]+\$[^$]+\$[^$]+$/,
]

/** True for the forms of password hash that are carried over: PBKDF2, scrypt, bcrypt, Argon2. */
export const isPasswordHash = (text: string): boolean => text.length <= 256 && hashes.some((form) => form.test(text))
