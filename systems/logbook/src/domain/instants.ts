import { defineProblem } from 'millwright'
import { Temporal } from 'temporal-polyfill'

/** An instant as it is stored: UTC to the microsecond, and how far the ship's clock was from it. */
export type Instant = { readonly utc: string; readonly offset: string }

/** A time as a row of before says it: by the ship's clock, or with its own offset. */
export type ClockTime = {
  readonly table: string
  readonly id: unknown
  readonly text: unknown
  readonly zone: string
}

const notOneInstant = defineProblem('ORB101', 4, (table: string, id: string, about: { text: string; why: string }) => ({
  what: `The time ${about.text} of row ${id} in ${table} ${about.why}.`,
  state: 'This row and those after it are as they were.',
  does: 'A time that can be meant in two ways is not guessed.',
  next: `Write the offset that the ship's clock had then behind it, such as "${about.text}-05:00", and type the command again.`,
}))

const noSuchZone = defineProblem('ORB102', 4, (zone: string) => ({
  what: `The ship's time zone is ${zone === '' ? 'not named' : `"${zone}", which is none`}.`,
  state: 'Nothing was changed.',
  next: 'Name the zone by which the book was kept, as in `--param zone=America/New_York`.',
}))

/** The zone's name as it was given. @throws ORB102 */
export function zoneIn(zone = ''): string {
  try {
    Temporal.Now.zonedDateTimeISO(zone)
    return zone
  } catch {
    throw noSuchZone(zone)
  }
}

/** The instant that a stored time means. @throws ORB101 for what is no time, and for a clock's time that came twice or never */
export function instantOf({ table, id, text, zone }: ClockTime): Instant {
  const shown = String(text)
  const refuse = (why: string): Error => notOneInstant(table, String(id), { text: shown, why })
  const clock = clockOf(shown)
  if (clock === undefined) throw refuse('is no time of the calendar')
  if (/(?:[+-]\d{2}:\d{2}|Z)$/.test(shown)) return storedAs(atOffset(shown))
  const [early, late] = [
    clock.toZonedDateTime(zone, { disambiguation: 'earlier' }),
    clock.toZonedDateTime(zone, { disambiguation: 'later' }),
  ]
  if (early.epochNanoseconds === late.epochNanoseconds) return storedAs(early)
  throw refuse(early.toPlainDateTime().equals(clock) ? `came twice in ${zone}` : `never came in ${zone}`)
}

const form = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:[+-]\d{2}:\d{2}|Z)?$/

function clockOf(text: string): Temporal.PlainDateTime | undefined {
  if (!form.test(text)) return undefined
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T').replace(/(?:[+-]\d{2}:\d{2}|Z)$/, ''), {
      overflow: 'reject',
    })
  } catch {
    return undefined
  }
}

function atOffset(text: string): Temporal.ZonedDateTime {
  const offset = /[+-]\d{2}:\d{2}$/.exec(text)?.[0] ?? '+00:00'
  return Temporal.Instant.from(text.replace(' ', 'T')).toZonedDateTimeISO(offset)
}

/** The moment of now or of a request, as it is stored. */
export function storedAs(moment: Temporal.ZonedDateTime): Instant {
  return { utc: moment.toInstant().toString({ fractionalSecondDigits: 6 }), offset: moment.offset }
}
