import { addDays, daysBetween } from '../domain/figures.ts'

/** Something that the book waits for: on which day, and how many days that is from today; fewer than 0 lie behind. */
type Due = {
  readonly what: 'sounding' | 'fuel_ticket' | 'crew_change'
  readonly due_on: string
  readonly days: number
}

/** The newest of each, as moments of the ship's clock; null where there is none. */
type Newest = {
  readonly sounding: string | null
  readonly ticket: string | null
  readonly hitch: string | null
}

/** A sounding is taken every week, a ticket written every day, and a crew stays three weeks. */
const every = { sounding: 7, ticket: 1, hitch: 21 } as const

/** What is due next, the soonest first; before the first sounding or ticket it is due today. @param now by the ship's clock */
export function dueAt(now: string, { sounding, ticket, hitch }: Newest): readonly Due[] {
  const today = now.slice(0, 10)
  const after = (moment: string | null, days: number): string =>
    moment === null ? today : addDays(moment.slice(0, 10), days)
  const all: readonly (readonly [Due['what'], string])[] = [
    ['sounding', after(sounding, every.sounding)],
    ['fuel_ticket', after(ticket, every.ticket)],
    ...(hitch === null ? [] : [['crew_change', after(hitch, every.hitch)] as const]),
  ]
  return all
    .map(([what, due_on]) => ({ what, due_on, days: daysBetween(today, due_on) }))
    .toSorted((a, b) => a.days - b.days)
}
