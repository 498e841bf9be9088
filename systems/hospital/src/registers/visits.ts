import { isRecord, type RawRecord } from '../domain/aliases.ts'
import { formatDate } from '../domain/dates.ts'
import { type Field, type Quarter, quarterFields, type QuarterFields } from '../domain/fields.ts'
import { type Issue, issue, placeOf, refuse } from '../domain/issue.ts'
import { type Reading, readDay, readPerson, startReading } from '../domain/read.ts'
import type { Change } from './body.ts'
import { current, type PpmDevice, quarters, type Showing, type StoredVisit, visitOf } from './device.ts'
import type { TakenBody } from './judge.ts'
import { invalid } from './problems.ts'
import { type Registry, type Target, update, type Written } from './store.ts'

/** One quarter of a device as the API shows it. */
export type VisitBody = { readonly quarter: Quarter } & StoredVisit

/** The four quarters of a device on a day. */
export const shownVisits = (row: PpmDevice, showing: Showing): readonly VisitBody[] =>
  quarters.map((quarter) => shownVisit(row, quarter, showing))

/** One quarter of a device on a day. */
export function shownVisit(row: PpmDevice, quarter: Quarter, { asOf, dates = 'DD/MM/YYYY' }: Showing): VisitBody {
  const { due_date, engineer, status, completed_on } = visitOf(current(row, asOf), quarter)
  const day = (iso: string | null): string | null => (iso === null || dates === 'iso' ? iso : formatDate(iso))
  return { quarter, due_date: day(due_date), engineer, status, completed_on: day(completed_on) }
}

/**
 * Notes when a quarter's work was done, or with null that it was not; an engineer that is sent is noted with it.
 *
 * @throws Refusal 400 for the body, 404, 412
 */
export const completeVisit = (
  registry: Registry,
  target: Target,
  { quarter, body }: { readonly quarter: Quarter; readonly body: unknown },
): Promise<Written> => update(registry, target, (change) => takeVisit(quarter, body, change))

function takeVisit(quarter: Quarter, sent: unknown, { before, rules }: Change): TakenBody {
  if (!isRecord(sent)) throw invalid([issue('record_not_object', { name: 'The body', path: [] }, sent)])
  const reading = startReading(rules)
  refuseForm(sent, reading)
  const { engineer } = quarterFields[quarter - 1] as QuarterFields
  const done = readDay(sent['completed_on'], completed, reading)
  const named = { ...engineer, ...placeOf('engineer') }
  const row = {
    ...before,
    [`ppm_q${quarter}_completed_on`]: done,
    ...('engineer' in sent ? { [`ppm_q${quarter}_engineer`]: readPerson(sent['engineer'], named, reading) } : {}),
  } as PpmDevice
  if (reading.refused !== undefined) throw invalid(firstOfEach(reading.refused))
  const future: Issue[] = done !== null && done > rules.asOf ? [issue('completed_in_future', completed, done)] : []
  const { id: _, created_at: __, updated_at: ___, ...columns } = row as typeof before
  return {
    row: current(columns, rules.asOf),
    warnings: [...reading.issues.filter(({ severity }) => severity !== 'info'), ...future],
  }
}

const keys: readonly string[] = ['completed_on', 'engineer']

function refuseForm(sent: RawRecord, reading: Reading): void {
  for (const [key, value] of Object.entries(sent)) {
    if (!keys.includes(key)) refuse(reading, issue('unknown_field', placeOf(key), value))
    else if (typeof value !== 'string' && value !== null) refuse(reading, issue('wrong_type', placeOf(key), value))
  }
  if (!('completed_on' in sent)) refuse(reading, issue('required', completed))
}

const completed: Field = {
  ...placeOf('completed_on'),
  key: 'completed_on',
  column: 'completed_on',
  rule: 'date',
  width: 0,
  required: true,
  aliases: [],
  absent: null,
}

const firstOfEach = (refused: readonly Issue[]): readonly Issue[] =>
  refused.filter(({ field }, at) => refused.findIndex((one) => one.field === field) === at)
