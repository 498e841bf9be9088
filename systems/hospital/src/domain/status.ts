export const statuses = ['Upcoming', 'Overdue', 'Maintained'] as const
export type Status = (typeof statuses)[number]

export const isStatus = (text: string): text is Status =>
  text === 'Upcoming' || text === 'Overdue' || text === 'Maintained'

/** An OCM device's status on the day `asOf`; all dates ISO. Due today is still upcoming. */
export function ocmStatus(service: string | null, next: string | null, asOf: string): Status {
  if (next === null) return 'Upcoming'
  if (service !== null && service >= next) return 'Maintained'
  return next < asOf ? 'Overdue' : 'Upcoming'
}

/** One quarter's status on the day `asOf`; a quarter without a date has none. An engineer stands for work done. */
export function quarterStatus(date: string | null, engineer: string | null, asOf: string): Status | null {
  if (date === null) return null
  if (date >= asOf) return 'Upcoming'
  return engineer === null ? 'Overdue' : 'Maintained'
}

/** What is known of one quarter's work; dates ISO. */
export type Visit = {
  readonly due_date: string | null
  readonly engineer: string | null
  readonly completed_on: string | null
}

/** A quarter's status where the day of its work may be known: done is done, otherwise {@link quarterStatus} says. */
export function visitStatus({ due_date, engineer, completed_on }: Visit, asOf: string): Status | null {
  if (completed_on !== null && completed_on <= asOf) return 'Maintained'
  return quarterStatus(due_date, engineer, asOf)
}

/** A PPM device's status from its quarters: overdue before upcoming before maintained. */
export function ppmStatus(quarters: readonly (Status | null)[]): Status {
  if (quarters.includes('Overdue')) return 'Overdue'
  if (quarters.includes('Upcoming')) return 'Upcoming'
  return quarters.includes('Maintained') ? 'Maintained' : 'Upcoming'
}
