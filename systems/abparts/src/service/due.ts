/** When maintenance is due: one rule, for one machine and one protocol, at one moment. */

export type DueFacts = {
  readonly kind: 'daily' | 'weekly' | 'scheduled' | 'custom'
  readonly isRecurring: boolean
  readonly interval: number | null
  /** Of the machine, now. */
  readonly hours: number
  /** When the protocol was completed on the machine last. */
  readonly lastCompleted: Date | null
  /** The hours at the last service that told them. */
  readonly lastHours: number | null
  /** Where the machine's organisation is. */
  readonly zone: string
  /** 1 is Monday; on this day of the week weekly work is due. */
  readonly weeklyDay: number
}

export type Due =
  | { readonly type: 'daily' | 'weekly'; readonly date: string }
  | { readonly type: 'hours_based' | 'overdue'; readonly hours: number }

/** From this hour of the local day on, work that was not done is reminded of. */
const eveningHour = 18
/** So many hours before a service it is announced, and so many after it, it is overdue. */
const ahead = 50
const late = 25

/** What is due at a moment, or nothing. */
export function dueAt(facts: DueFacts, asOf: Date): Due | undefined {
  switch (facts.kind) {
    case 'daily':
      return dailyDue(facts, localTime(asOf, facts.zone))
    case 'weekly':
      return weeklyDue(facts, localTime(asOf, facts.zone))
    case 'scheduled':
      return serviceDue(facts)
    case 'custom':
      return undefined
  }
}

function dailyDue({ lastCompleted, zone }: DueFacts, now: LocalTime): Due | undefined {
  if (now.hour < eveningHour) return undefined
  if (lastCompleted !== null && localTime(lastCompleted, zone).date >= now.date) return undefined
  return { type: 'daily', date: now.date }
}

function weeklyDue({ lastCompleted, zone, weeklyDay }: DueFacts, now: LocalTime): Due | undefined {
  if (now.weekday < weeklyDay) return undefined
  const monday = daysAfter(now.date, 1 - now.weekday)
  if (lastCompleted !== null && localTime(lastCompleted, zone).date >= monday) return undefined
  return { type: 'weekly', date: daysAfter(monday, weeklyDay - 1) }
}

function serviceDue({ isRecurring, interval, hours, lastCompleted, lastHours }: DueFacts): Due | undefined {
  if (interval === null || (!isRecurring && lastCompleted !== null)) return undefined
  const due = Math.round(((isRecurring ? (lastHours ?? 0) : 0) + interval) * 100) / 100
  if (hours >= due + late) return { type: 'overdue', hours: due }
  return hours >= due - ahead ? { type: 'hours_based', hours: due } : undefined
}

/** A moment as the clock on the wall shows it. */
export type LocalTime = { readonly date: string; readonly hour: number; readonly weekday: number }

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(timeZone, made)
  return made
}

/** The local date, hour and day of the week; the zone knows about summer and winter. */
export function localTime(moment: Date, zone: string): LocalTime {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`
  return { date, hour: Number(parts['hour']), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7 }
}

/** A calendar date so many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
