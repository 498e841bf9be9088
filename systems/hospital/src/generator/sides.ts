import { masterCodes } from './departments.ts'
import type { Defect, Profile } from './manifest.ts'
import { apportion, randomFrom } from './random.ts'
import { ppmNames } from './words.ts'

export type SideOptions = { readonly seed: number; readonly profile: Profile; readonly asOf: string }
export type SideFile = { readonly json: string; readonly defects: readonly Defect[] }

const written = (value: unknown, defects: readonly Defect[] = []): SideFile => ({
  json: JSON.stringify(value, null, 2),
  defects,
})

const machineCount = 451
const distinctMachines = 340

/** `departments_and_machines.json`: 451 machine names, 340 of them distinct; spaces around 7 keys and 40 names. */
export function departmentsFile({ seed, profile }: SideOptions): SideFile {
  const random = randomFrom(seed * 2 + 11)
  const codes = masterCodes(profile === 'clean')
  const counts = apportion(
    machineCount,
    codes.map((_, at) => 1 / (at + 3)),
    3,
  )
  const pool = ppmNames.values.slice(0, distinctMachines)
  let at = 0
  const names = codes.map((_, department) =>
    Array.from({ length: counts[department] as number }, () => pool[at++ % pool.length] as string),
  )
  const defects: Defect[] = []
  const spaced = (field: string, index: number, original: string): string => {
    const injected = `${original} `
    defects.push({
      file: 'departments_and_machines.json',
      index,
      kind: 'master_list_untrimmed',
      field,
      original,
      injected,
    })
    return injected
  }
  const dirty = profile !== 'clean'
  const keys = new Set(dirty ? random.shuffled(codes).slice(0, 7) : [])
  const rows = new Set(dirty ? random.shuffled(Array.from({ length: machineCount }, (_, row) => row)).slice(0, 40) : [])
  let row = 0
  const list = codes.map((code, department) => {
    const machines = (names[department] as readonly string[]).map((name) =>
      rows.has(row++) ? spaced('machine', department, name) : name,
    )
    return [keys.has(code) ? spaced('department', department, code) : code, machines] as const
  })
  return written(Object.fromEntries(list), defects)
}

const everyone = ['dashboard_view', 'equipment_ppm_read', 'equipment_ocm_read']
const editor = [
  ...everyone,
  ...['write', 'delete', 'import_export'].flatMap((right) => [`equipment_ppm_${right}`, `equipment_ocm_${right}`]),
  'training_manage',
  'training_read',
]
const admin =
  'audit_log_view audit_log_export user_manage settings_read settings_manage settings_email_test backup_manage'

/** `settings.json` with invented users: four with a hash of nothing, two with their password in clear text. */
export function settingsFile({ seed, profile }: SideOptions): SideFile {
  const random = randomFrom(seed * 2 + 13)
  const hex = (length: number): string => Array.from({ length }, () => random.below(16).toString(16)).join('')
  const names = ['admin-a', 'editor-a', 'editor-b', 'editor-c', 'viewer-a', 'viewer-b']
  const defects: Defect[] = []
  const users = names.map((username, index) => {
    const role = index === 0 ? 'Admin' : index < 4 ? 'Editor' : 'Viewer'
    const isClear = profile !== 'clean' && index >= 4
    const password = isClear ? `synthetic-${index}` : `pbkdf2:sha256:600000$synthetic${index}$${hex(64)}`
    if (isClear)
      defects.push({
        file: 'settings.json',
        index,
        kind: 'password_clear_text',
        field: `users.${index}.password`,
        original: null,
        injected: 'clear text',
      })
    return { username, password, role }
  })
  const roles = {
    Admin: { permissions: [...editor, ...admin.split(' ')] },
    Editor: { permissions: editor },
    Viewer: { permissions: everyone },
  }
  return written({ ...settings, users, roles }, defects)
}

const settings = {
  email_notifications_enabled: true,
  email_reminder_interval_minutes: 60,
  email_send_time_hour: 7,
  recipient_email: 'biomed@example.org',
  cc_emails: 'stores@example.org,ward@example.org',
  push_notifications_enabled: false,
  push_notification_interval_minutes: 60,
  reminder_timing: { '60_days_before': false, '14_days_before': false, '1_day_before': false },
  scheduler_interval_hours: 24,
  enable_automatic_reminders: false,
  automatic_backup_enabled: false,
  automatic_backup_interval_hours: 24,
}

/** `audit_log.json`: 62 events, five of them demonstration data, 33 page views, always the same actor. */
export function auditFile({ profile }: SideOptions): SideFile {
  const dirty = profile !== 'clean'
  const defects: Defect[] = []
  const ids = Array.from({ length: 63 }, (_, at) => at + 1).filter((id) => id !== 40)
  const events = ids.map((id, index) => {
    const kind = dirty && index < 5 ? 'audit_demonstration' : dirty && index < 38 ? 'audit_page_view' : undefined
    const description = kind === undefined ? `Device ${id} was updated` : descriptions[kind]
    if (kind !== undefined)
      defects.push({ file: 'audit_log.json', index, kind, field: 'description', original: null, injected: description })
    return {
      id,
      timestamp: `2025-06-${String(1 + (index % 28)).padStart(2, '0')} ${String(8 + Math.floor(index / 28)).padStart(2, '0')}:15:00`,
      event_type: kind === 'audit_page_view' ? 'User Action' : 'Equipment Updated',
      performed_by: dirty ? 'User' : `editor-${'abc'[index % 3]}`,
      description,
      status: 'Success',
      details: { serial: `SN${100_000_000 + id}` },
    }
  })
  events.sort((a, b) => a.timestamp.localeCompare(b.timestamp))
  return written(
    events.map((event, at) => ({ ...event, id: ids[at] })),
    repositioned(defects, events),
  )
}

const descriptions = {
  audit_demonstration: 'Demonstration event',
  audit_page_view: 'Audit log page was viewed',
} as const

/** The events stand in order of time; the defects follow them to their places. */
function repositioned(
  defects: readonly Defect[],
  events: readonly { readonly description: string }[],
): readonly Defect[] {
  const places = new Map(
    Object.values(descriptions).map((text) => [
      text as string,
      events.flatMap((event, at) => (event.description === text ? [at] : [])),
    ]),
  )
  return defects.map((defect) => ({ ...defect, index: places.get(String(defect.injected))?.shift() ?? 0 }))
}
