import type { Queries } from 'millwright'
import { Temporal } from 'temporal-polyfill'
import { build, the } from '../database/build.ts'
import type { EntryStyle } from '../domain/entry-text.ts'
import { storedAs } from '../domain/instants.ts'
import { refusedField } from 'millwright/http'

/** Whose book it is, and what its company prints differently. */
export type Ship = {
  readonly vessel: string
  readonly zone: string
  readonly charter: string
  readonly meterMax: number
  readonly inventoryTitle: string
  readonly style: EntryStyle
}

export async function readShip(db: Queries): Promise<Ship> {
  const row = await the(db, build.selectFrom('ship').selectAll().where('id', '=', 1n))
  return {
    vessel: row.vessel,
    zone: row.zone,
    charter: row.charter,
    meterMax: row.meter_max,
    inventoryTitle: row.inventory_title,
    style: { dateSeparator: row.date_separator, inventoryItem: row.inventory_item },
  }
}

/** A moment as somebody gave it: what is stored of the instant, and what the clock on board showed. */
export type Moment = { readonly utc: string; readonly offset: string; readonly clock: string }

/** The ship's clock at an instant. */
export const clockAt = (at: string, zone: string): Moment =>
  momentOf(Temporal.Instant.from(at).toZonedDateTimeISO(zone))

const momentOf = (moment: Temporal.ZonedDateTime): Moment => ({
  ...storedAs(moment),
  clock: moment.toPlainDateTime().toString({ fractionalSecondDigits: 6 }).replace('T', ' '),
})

const isoForm = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?<zone>Z|[+-]\d{2}:\d{2})?$/
const usForm = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4}|\d{2})$/

/** What is asked about a time: its field's name, for the answer; whether a day alone, as the American form has it, is enough. */
export type Asked = { readonly field: string; readonly zone: string; readonly isDayEnough?: boolean }

/**
 * Reads a time with or without seconds. Without an offset it is the ship's clock; a time that came twice or never is not guessed.
 * @throws Refusal `invalid_date`, `ambiguous_time`
 */
export function readMoment(text: string, asked: Asked): Moment {
  const day = asked.isDayEnough === true ? readDay(text) : undefined
  const found = isoForm.exec(day ?? text)
  if (found === null) throw invalidDate(asked)
  const iso = found[0].replace(' ', 'T')
  try {
    return momentOf(found.groups?.['zone'] === undefined ? byClock(iso, asked) : byOffset(iso))
  } catch (error) {
    if (error instanceof RangeError) throw invalidDate(asked)
    throw error
  }
}

/** A day as ISO or as the American form writes it, at noon. */
function readDay(text: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T12:00`
  const { month, day, year } = usForm.exec(text)?.groups ?? {}
  if (month === undefined || day === undefined || year === undefined) return undefined
  return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T12:00`
}

function byOffset(iso: string): Temporal.ZonedDateTime {
  const offset = /[+-]\d{2}:\d{2}$/.exec(iso)?.[0] ?? '+00:00'
  return Temporal.PlainDateTime.from(iso.replace(/(?:Z|[+-]\d{2}:\d{2})$/, ''), { overflow: 'reject' }).toZonedDateTime(
    offset,
  )
}

function byClock(iso: string, { field, zone }: Asked): Temporal.ZonedDateTime {
  const clock = Temporal.PlainDateTime.from(iso, { overflow: 'reject' })
  const earlier = clock.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = clock.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochNanoseconds === later.epochNanoseconds) return earlier
  const message = `${field}: the ship's clock showed ${iso.replace('T', ' ')} twice or never that night; write the offset behind it, such as ${earlier.offset} or ${later.offset}`
  throw refusedField(field, 'ambiguous_time', message)
}

const invalidDate = ({ field, isDayEnough }: Asked): Error =>
  refusedField(
    field,
    'invalid_date',
    `${field}: use YYYY-MM-DDTHH:MM, with or without seconds and offset${isDayEnough === true ? ', or MM/DD/YYYY' : ''}`,
  )
