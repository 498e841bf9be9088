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

type Shape = Pick<Field, 'rule' | 'width' | 'required'> & { readonly aliases?: readonly string[] }

const text = (width: number, ...aliases: readonly string[]): Shape => ({ rule: 'text', width, required: true, aliases })
const person = (...aliases: readonly string[]): Shape => ({ rule: 'person', width: 100, required: false, aliases })
const date = (...aliases: readonly string[]): Shape => ({ rule: 'date', width: 0, required: false, aliases })
const status = (width: number): Shape => ({ rule: 'status', width, required: false })
const number: Shape = { rule: 'number', width: 0, required: true, aliases: ['No', 'no'] }

const define =
  (absent: 'N/A' | null) =>
  (key: string, column: string, { aliases = [], ...shape }: Shape): Field => ({
    ...placeOf(key),
    ...shape,
    key,
    column,
    aliases,
    absent,
  })

const ocm = define('N/A')
const ppm = define(null)

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

/** `ocm.json` ↔ `ocm_equipment`, in the order of the file's keys. */
export const ocmFields: Fields<OcmColumn> = {
  no: ocm('NO', 'no', number),
  department: ocm('Department', 'department', text(100)),
  name: ocm('Name', 'name', text(200, 'EQUIPMENT')),
  model: ocm('Model', 'model', { ...text(100, 'MODEL'), rule: 'model' }),
  serial: ocm('Serial', 'serial', { ...text(100, 'SERIAL'), rule: 'serial' }),
  manufacturer: ocm('Manufacturer', 'manufacturer', text(100, 'MANUFACTURER')),
  log_number: ocm('Log_Number', 'log_number', text(50, 'LOG_Number', 'LOG_NO', 'Log Number')),
  installation_date: ocm('Installation_Date', 'installation_date', date('Installation Date')),
  warranty_end: ocm('Warranty_End', 'warranty_end', date('Warranty End')),
  service_date: ocm('Service_Date', 'service_date', date('Service Date')),
  engineer: ocm('Engineer', 'engineer', person('ENGINEER')),
  next_maintenance: ocm('Next_Maintenance', 'next_maintenance', date('Next Maintenance')),
  status: ocm('Status', 'status', status(20)),
}

/** The head of `ppm.json` ↔ `ppm_equipment`; the quarters follow in {@link quarterFields}. */
export const ppmFields: Fields<DeviceColumn> = {
  no: ppm('NO', 'no', number),
  department: ppm('Department', 'department', text(100)),
  name: ppm('Name', 'name', { ...text(200, 'EQUIPMENT'), required: false }),
  model: ppm('MODEL', 'model', { ...text(100, 'Model'), rule: 'model' }),
  serial: ppm('SERIAL', 'serial', { ...text(100, 'Serial'), rule: 'serial' }),
  manufacturer: ppm('MANUFACTURER', 'manufacturer', text(100, 'Manufacturer')),
  log_number: ppm('LOG_Number', 'log_number', text(50, 'Log_Number', 'LOG_NO', 'Log Number')),
  installation_date: ppm('Installation_Date', 'installation_date', date('Installation Date')),
  warranty_end: ppm('Warranty_End', 'warranty_end', date('Warranty End')),
  status: ppm('Status', 'status', status(50)),
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
    engineer: part('engineer', 'engineer', person()),
    date: part('quarter_date', 'date', date()),
    status: part('status', 'status', status(50)),
  }
})

const { status: ppmStatusField, ...ppmHead } = ppmFields

/** All fields of a register, in the order of the file's keys. */
export const fieldsOf: Readonly<Record<Register, readonly Field[]>> = {
  ocm: Object.values(ocmFields),
  ppm: [
    ...Object.values(ppmHead),
    ...quarterFields.flatMap((part) => [part.engineer, part.date, part.status]),
    ppmStatusField,
  ],
}
