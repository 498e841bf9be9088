/** Months of the calendar as `YYYY-MM`, and how they are written for the reader. */

export const monthNow = (): string => {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`
}

const startOf = (month: string): Date => new Date(`${month}-01T00:00Z`)

/** The months before and after. */
export function neighbours(month: string): readonly [string, string] {
  const moved = (months: number): string => {
    const start = startOf(month)
    start.setUTCMonth(start.getUTCMonth() + months)
    return start.toISOString().slice(0, 7)
  }
  return [moved(-1), moved(1)]
}

/** Every day of a month, ISO. */
export function daysOf(month: string): readonly string[] {
  const [, after] = neighbours(month)
  const length = (startOf(after).getTime() - startOf(month).getTime()) / 86_400_000
  return Array.from({ length }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`)
}

const titles = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' })
export const monthTitle = (month: string): string => titles.format(startOf(month))

const names = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' })

type WithWeek = Intl.Locale & { readonly getWeekInfo?: () => { readonly firstDay: number } }

/** The names of the days of a week in the reader's order, and after how many of them the first day of the month comes. */
export function weekdays(first: string): { readonly names: readonly string[]; readonly offset: number } {
  const locale = new Intl.Locale(navigator.language) as WithWeek
  const begins = locale.getWeekInfo?.().firstDay ?? 1
  // The first of January 2024 was a Monday.
  const nameOf = (at: number): string => names.format(new Date(Date.UTC(2024, 0, begins + at)))
  const weekday = new Date(`${first}T00:00Z`).getUTCDay() || 7
  return { names: Array.from({ length: 7 }, (_, at) => nameOf(at)), offset: (weekday - begins + 7) % 7 }
}
