import { type Place, placeOf } from './issue.ts'

export type Rule = 'number' | 'text' | 'model' | 'serial' | 'person' | 'date' | 'status'

/**
 * One line of the mapping between the JSON era and the tables. Load, comparison and export all read it, so that a key
 * can never be spelled one way by one of them and another way by the next.
 */
export type Field = Place & {
  /** The canonical source key; `inner` is the key inside a quarter's object. */
  readonly key: string
  readonly inner?: string
  readonly column: string
  readonly rule: Rule
  /** In characters; 0 where the column is not text. */
  readonly width: number
  readonly required: boolean
  /** Other accepted spellings of the key. */
  readonly aliases: readonly string[]
  /** How the JSON era writes "no value" here. */
  readonly absent: 'N/A' | null
}

export type Register = 'ocm' | 'ppm'

type Shape = Pick<Field, 'rule' | 'width' | 'required'>

const text = (width: number): Shape => ({ rule: 'text', width, required: true })
const date: Shape = { rule: 'date', width: 0, required: false }
const person: Shape = { rule: 'person', width: 100, required: false }
const number: Shape = { rule: 'number', width: 0, required: true }

const define =
  (absent: 'N/A' | null) =>
  <const C extends string>(
    key: string,
    column: C,
    shape: Shape,
    aliases: readonly string[] = [],
  ): Field & { column: C } => ({
    ...placeOf(key),
    ...shape,
    key,
    column,
    aliases,
    absent,
  })

const ocm = define('N/A')
const ppm = define(null)
const spaced = (key: string): readonly string[] => [key.replaceAll('_', ' ')]

type Fields<C extends string> = { readonly [K in C]: Field }

type DeviceColumn =
  | 'no'
  | 'department'
  | 'name'
  | 'model'
  | 'serial'
  | 'manufacturer'
  | 'log_number'
  | 'installation_date'
  | 'warranty_end'
  | 'status'
export type OcmColumn = DeviceColumn | 'service_date' | 'engineer' | 'next_maintenance'

const noKeys = ['No', 'no']
const logKeys = ['Log_Number', 'LOG_Number', 'LOG_NO', 'Log Number']
const others = (keys: readonly string[], key: string): readonly string[] => keys.filter((other) => other !== key)

/** `ocm.json` ↔ `ocm_equipment`, in the order of the file's keys. */
export const ocmFields: Fields<OcmColumn> = {
  no: ocm('NO', 'no', number, noKeys),
  department: ocm('Department', 'department', text(100)),
  name: ocm('Name', 'name', text(200), ['EQUIPMENT']),
  model: ocm('Model', 'model', { ...text(100), rule: 'model' }, ['MODEL']),
  serial: ocm('Serial', 'serial', { ...text(100), rule: 'serial' }, ['SERIAL']),
  manufacturer: ocm('Manufacturer', 'manufacturer', text(100), ['MANUFACTURER']),
  log_number: ocm('Log_Number', 'log_number', text(50), others(logKeys, 'Log_Number')),
  installation_date: ocm('Installation_Date', 'installation_date', date, spaced('Installation_Date')),
  warranty_end: ocm('Warranty_End', 'warranty_end', date, spaced('Warranty_End')),
  service_date: ocm('Service_Date', 'service_date', date, spaced('Service_Date')),
  engineer: ocm('Engineer', 'engineer', person, ['ENGINEER']),
  next_maintenance: ocm('Next_Maintenance', 'next_maintenance', date, spaced('Next_Maintenance')),
  status: ocm('Status', 'status', { rule: 'status', width: 20, required: false }),
}

/** The head of `ppm.json` ↔ `ppm_equipment`; the quarters follow in {@link quarterFields}. */
export const ppmFields: Fields<DeviceColumn> = {
  no: ppm('NO', 'no', number, noKeys),
  department: ppm('Department', 'department', text(100)),
  name: ppm('Name', 'name', { ...text(200), required: false }, ['EQUIPMENT']),
  model: ppm('MODEL', 'model', { ...text(100), rule: 'model' }, ['Model']),
  serial: ppm('SERIAL', 'serial', { ...text(100), rule: 'serial' }, ['Serial']),
  manufacturer: ppm('MANUFACTURER', 'manufacturer', text(100), ['Manufacturer']),
  log_number: ppm('LOG_Number', 'log_number', text(50), others(logKeys, 'LOG_Number')),
  installation_date: ppm('Installation_Date', 'installation_date', date, spaced('Installation_Date')),
  warranty_end: ppm('Warranty_End', 'warranty_end', date, spaced('Warranty_End')),
  status: ppm('Status', 'status', { rule: 'status', width: 50, required: false }),
}

export type Quarter = 1 | 2 | 3 | 4

export type QuarterFields = {
  readonly quarter: Quarter
  readonly key: string
  readonly place: Place
  readonly engineer: Field
  readonly date: Field
  readonly status: Field
}

/** Roman to number, written out: a rule that builds column names from Roman digits once lost all quarters. */
const romans = [
  ['I', 1],
  ['II', 2],
  ['III', 3],
  ['IV', 4],
] as const

/** `PPM_Q_I` … `PPM_Q_IV` ↔ `ppm_q1_*` … `ppm_q4_*`. */
export const quarterFields: readonly QuarterFields[] = romans.map(([roman, quarter]) => {
  const key = `PPM_Q_${roman}`
  const part = (inner: string, column: string, shape: Shape): Field => ({
    ...ppm(key, `ppm_q${quarter}_${column}`, shape),
    ...placeOf(key, inner),
    inner,
  })
  return {
    quarter,
    key,
    place: placeOf(key),
    engineer: part('engineer', 'engineer', person),
    date: part('quarter_date', 'date', date),
    status: part('status', 'status', { rule: 'status', width: 50, required: false }),
  }
})

const { status: ppmStatusField, ...ppmHead } = ppmFields

/** All fields of a register, in the order of the file's keys. */
export const fieldsOf: Readonly<Record<Register, readonly Field[]>> = {
  ocm: Object.values(ocmFields),
  ppm: [
    ...Object.values(ppmHead),
    ...quarterFields.flatMap(({ engineer, date: day, status }) => [engineer, day, status]),
    ppmStatusField,
  ],
}
