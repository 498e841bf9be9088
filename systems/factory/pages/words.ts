/** Numbers, times and states in the reader's words. */
const percents = new Intl.NumberFormat(undefined, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const thousandths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 })

export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : percents.format(value)

/** Minutes with one place behind the point. */
export const minutes = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${tenths.format(value)} min`

export const exact = (value: number | null): string => (value === null ? '–' : thousandths.format(value))

/** A change of a ratio, in points of a percent. */
export const change = (value: number | null): string =>
  value === null ? '–' : `${value > 0 ? '+' : ''}${tenths.format(value * 100)} points`

/** An instant as the clocks at the site showed it. */
export function timeIn(zone: string): (at: string | number | null) => string {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return (at) => (at === null ? '–' : format.format(new Date(at)))
}

/** A state with its name, and how tall its band is: nobody needs the colour to tell states apart. */
export type StateLook = {
  readonly id: string
  readonly name: string
  readonly colour: 'ok' | 'warn' | 'bad' | 'accent' | 'quiet'
  readonly height: number
}

/** In the order of the legend. Time without data is no state of a machine: it is hatched, and never drawn as idle. */
export const states: readonly StateLook[] = [
  { id: 'PRODUCING', name: 'Producing', colour: 'ok', height: 0.45 },
  { id: 'IDLE', name: 'Idle', colour: 'warn', height: 0.65 },
  { id: 'DOWN', name: 'Down', colour: 'bad', height: 0.95 },
  { id: 'PLANNED_STOP', name: 'Planned stop', colour: 'accent', height: 0.25 },
  { id: 'NO_DATA', name: 'No data', colour: 'quiet', height: 0.65 },
]

/** Which look a band has. */
export const lookOf = (state: string, reason: string | null): string => (reason === 'NO_DATA' ? reason : state)

export const stateName = (id: string): string => states.find((state) => state.id === id)?.name ?? id

export const ratioNames = { oee: 'OEE', A: 'Availability', P: 'Performance', Q: 'Quality' } as const

/** From where on an OEE is good, and from where on it is bad. */
export const [target, poor] = [0.85, 0.6]

/** A sentence for each doubt about the data behind an answer. */
export const doubts: Readonly<Record<string, string>> = {
  NO_CT: 'have no cycle time: their availability and quality count, their OEE does not',
  NO_PLANNED_TIME: 'had no planned time',
  COUNTS_WITHOUT_RUN: 'counted items while the machine did not run',
  PRODUCED_WITHOUT_PLAN: 'made items in time that was not planned',
}
