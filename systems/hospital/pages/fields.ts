import type { Device, Quarter, Register } from './facts.ts'

/** One field of a device's form: `PPM_Q_I.engineer` is a field of a quarter. */
export type FormField = {
  readonly key: string
  readonly title: string
  readonly kind: 'text' | 'department' | 'date'
  readonly isNeeded?: boolean
}

const text = (key: string, title: string): FormField => ({ key, title, kind: 'text', isNeeded: true })
const date = (key: string, title: string): FormField => ({ key, title, kind: 'date' })

export const romans = ['I', 'II', 'III', 'IV'] as const

const quarter = (roman: (typeof romans)[number]): readonly FormField[] => [
  date(`PPM_Q_${roman}.quarter_date`, `Quarter ${roman}: day`),
  { key: `PPM_Q_${roman}.engineer`, title: `Quarter ${roman}: engineer`, kind: 'text' },
]

/** The fields of a device that people change, in the order of the form. */
export const formFields: Readonly<Record<Register, readonly FormField[]>> = {
  ocm: [
    text('Name', 'Name'),
    { ...text('Department', 'Department'), kind: 'department' },
    text('Model', 'Model'),
    text('Manufacturer', 'Manufacturer'),
    text('Log_Number', 'Log number'),
    text('Engineer', 'Engineer'),
    date('Service_Date', 'Serviced on'),
    date('Next_Maintenance', 'Next maintenance'),
    date('Installation_Date', 'Installed on'),
    date('Warranty_End', 'Warranty until'),
  ],
  ppm: [
    { key: 'Name', title: 'Name', kind: 'text' },
    { ...text('Department', 'Department'), kind: 'department' },
    text('MODEL', 'Model'),
    text('MANUFACTURER', 'Manufacturer'),
    text('LOG_Number', 'Log number'),
    date('Installation_Date', 'Installed on'),
    date('Warranty_End', 'Warranty until'),
    ...romans.flatMap(quarter),
  ],
}

/** The field that a new device has beside those. */
export const serialField: Readonly<Record<Register, FormField>> = {
  ocm: text('Serial', 'Serial'),
  ppm: text('SERIAL', 'Serial'),
}

export const serialOf = (device: Device): string => String((device['Serial'] ?? device['SERIAL']) as string)

/** What a field holds, as an input has it. */
export function valueOf(device: Device, key: string): string {
  const [outer = '', inner] = key.split('.')
  const value = device[outer]
  const found = inner === undefined ? value : (value as Quarter | null)?.[inner as keyof Quarter]
  return found === null || found === undefined ? '' : String(found as string | number)
}

/** The body that changes these fields; an empty field is none. */
export function bodyOf(typed: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(typed)) {
    const [outer = '', inner] = key.split('.')
    const sent = value.trim() === '' ? null : value
    body[outer] = inner === undefined ? sent : { ...(body[outer] as object | undefined), [inner]: sent }
  }
  return body
}
