import { fieldsOf, ocmFields, ppmFields, type Register } from '../fields.ts'
import { takeOcm } from '../ocm.ts'
import { takePpm } from '../ppm.ts'
import { type Rules, startReading } from '../read.ts'
import { dateColumn, spacingFold } from './dates.ts'
import { issueFold } from './issues.ts'
import { logFindings, noFindings, type UseFold, useFold } from './numbers.ts'
import { type SerialBook, serialFold } from './serials.ts'
import { type DirtFinding, type FileName, findingOf, tally } from './tally.ts'
import { textFold } from './texts.ts'

/** A survey under way: feed it every record with its position, then ask. */
export type RegisterSurvey = {
  readonly see: (index: number, raw: unknown) => void
  readonly findings: () => readonly DirtFinding[]
  /** For the comparison with the other register. */
  readonly serials: SerialBook
  readonly logs: UseFold['uses']
}

const fileOf: Readonly<Record<Register, FileName>> = { ocm: 'ocm.json', ppm: 'ppm.json' }

export type SurveyOptions = {
  /** How many records are remembered for the search of duplicates; it bounds the memory. A finding tells when there are more. */
  readonly remember?: number
}

/**
 * Everything that a register's file shows as a whole. Each record is read once by the register's own reader; only serials,
 * log numbers and running numbers are remembered, of a million records unless told otherwise.
 */
export function surveyRegister(register: Register, rules: Rules, options: SurveyOptions = {}): RegisterSurvey {
  const file = fileOf[register]
  const fields = register === 'ocm' ? ocmFields : ppmFields
  const remember = options.remember ?? 1_000_000
  const dates = dateColumns(register, rules)
  const texts = textFolds()
  const [issues, serials, logs, nos, spacing] = [issueFold(), serialFold(), useFold(), useFold(), spacingFold()]
  const beyond = tally(1)
  const see = (index: number, raw: unknown): void => {
    const reading = startReading(rules)
    const row = register === 'ocm' ? takeOcm(raw, reading) : takePpm(raw, reading)
    if ('ppm_q1_date' in row) spacing.see(index, [row.ppm_q1_date, row.ppm_q2_date, row.ppm_q3_date, row.ppm_q4_date])
    issues.see(index, reading.issues)
    for (const { column } of dates) column.see(index, raw)
    for (const { column, fold } of texts) fold.see(index, row[column])
    serials.see(index, row.serial, index < remember)
    if (index >= remember) return beyond.add(index, row.serial)
    if (row.log_number !== '') logs.see(index, row.log_number)
    if (row.no > 0) nos.see(index, String(row.no))
  }
  const findings = (): readonly DirtFinding[] => [
    ...dates.flatMap(({ column }) => column.findings(file)),
    ...findingOf({ id: 'D10', code: 'quarter_spacing', file, field: 'PPM_Q_II–IV', unit: 'quarters' }, spacing.spaced),
    ...serials.findings(file, fields.serial.name),
    ...texts.flatMap(({ column, fold }) => fold.findings(file, fields[column].name)),
    ...logFindings(logs, file, fields.log_number.name),
    ...noFindings(nos, file, fields.no.name),
    ...issues.findings(file),
    ...findingOf({ id: null, code: 'survey_limited', file, field: fields.serial.name, unit: 'rows left out' }, beyond),
  ]
  return { see, findings, serials: serials.book, logs: logs.uses }
}

const dateColumns = (register: Register, { policies }: Rules) =>
  fieldsOf[register]
    .filter(({ rule }) => rule === 'date')
    .map((field) => ({ field, column: dateColumn(field, policies.dateOrder) }))

const textFolds = () =>
  [
    { column: 'name', fold: textFold({ near: true, units: true }) },
    { column: 'model', fold: textFold() },
    { column: 'manufacturer', fold: textFold() },
  ] as const
