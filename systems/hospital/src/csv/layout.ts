import { aliasTable } from '../domain/aliases.ts'
import { type Field, fieldsOf, ocmFields, ppmFields, type Quarter, quarterFields } from '../domain/fields.ts'

/** What a CSV file can hold. */
export type CsvType = 'ocm' | 'ppm' | 'training'

/** One column of an export: its header, and the column of the wide row that it shows. */
export type CsvColumn = { readonly header: string; readonly column: string; readonly isDate: boolean }

const headerOf = ({ key, inner }: Field): string => {
  if (inner === undefined) return key
  return `${key}_${inner === 'quarter_date' ? 'date' : inner}`
}

const shown = (field: Field): CsvColumn => ({
  header: headerOf(field),
  column: field.column,
  isDate: field.rule === 'date',
})

/** `PPM_Q_I_completed_on` … `PPM_Q_IV_completed_on`: not a key of a record, so it stands in no alias table. */
const completions = quarterFields.map(({ key, quarter }) => ({
  header: `${key}_completed_on`,
  column: `ppm_q${quarter}_completed_on` as const,
  isDate: true,
  quarter,
}))

const { status: _, ...ppmHead } = ppmFields

const trainingHeaders = [
  'id',
  'employee_id',
  'name',
  'department',
  'machine_trainer_assignments',
  'last_trained_date',
  'next_due_date',
] as const

/** The columns of an export, in their order. */
export const exportColumns: Readonly<Record<CsvType, readonly CsvColumn[]>> = {
  ocm: fieldsOf.ocm.map(shown),
  ppm: [
    ...Object.values(ppmHead).map(shown),
    ...quarterFields.flatMap(({ date, engineer, status }) => [date, engineer, status].map(shown)),
    ...completions,
  ],
  training: trainingHeaders.map((header) => ({ header, column: header, isDate: header.endsWith('_date') })),
}

const firstDate = 'PPM_Q_I_date'

/** Without these columns a file is not of its type; a value in them may still be "none". */
export const requiredHeaders: Readonly<Record<CsvType, readonly string[]>> = {
  ocm: Object.values(ocmFields)
    .map(({ key }) => key)
    .filter((key) => !['NO', 'Warranty_End', 'Next_Maintenance', 'Status'].includes(key)),
  ppm: ['Department', 'Name', 'MODEL', 'SERIAL', 'MANUFACTURER', 'LOG_Number', firstDate],
  training: trainingHeaders.slice(0, 5),
}

/** What an accepted header means: the header an export would write. Undefined when it means nothing. */
export const meaningOf = (type: CsvType, header: string): string | undefined => meanings[type].get(header)

/** The header under which a field of a record stands in a file, such as `PPM_Q_I_date` for `PPM_Q_I.quarter_date`. */
export const headerOfField = (name: string): string => headersOfFields.get(name) ?? name

const headersOfFields = new Map([...fieldsOf.ocm, ...fieldsOf.ppm].map((field) => [field.name, headerOf(field)]))

/** The quarter whose day of completion a header means. */
export const completionOf = (meaning: string): Quarter | undefined =>
  completions.find(({ header }) => header === meaning)?.quarter

/** The status that a header means. */
export const statusOf = (meaning: string): Field | undefined => statusFields.get(meaning)

const statusFields = new Map(
  [...fieldsOf.ocm, ...fieldsOf.ppm].filter(({ rule }) => rule === 'status').map((field) => [headerOf(field), field]),
)

function meaningsOf(fields: readonly Field[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [spelled, { key, inner }] of aliasTable(fields).targets) {
    const field = fields.find((one) => one.key === key && one.inner === inner)
    // A quarter's own key means the whole quarter, and a cell holds none.
    if (field !== undefined) found.set(spelled, headerOf(field))
  }
  return found
}

const meanings: Readonly<Record<CsvType, ReadonlyMap<string, string>>> = {
  ocm: meaningsOf(fieldsOf.ocm),
  ppm: new Map([
    ...meaningsOf(fieldsOf.ppm),
    ...completions.flatMap(({ header }) =>
      [header, header.replace('_completed', '.completed')].map((one) => [one, header] as const),
    ),
  ]),
  training: new Map(trainingHeaders.map((header) => [header, header])),
}
