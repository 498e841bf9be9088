const shortMs = 10_000
const longMs = 60_000
const apartMs = 250
const leastMs = 1000

type Sample = { readonly ticks: number; readonly rows: number }

/** Rows per second, over the last ten seconds and over the last minute. */
export type Pace = { readonly short: number; readonly long: number }

/** Remembers a minute of a step's progress. */
export type PaceMeter = {
  note(ticks: number, rows: number): void
  /** Nothing before a second has been measured. */
  at(ticks: number): Pace | undefined
}

/** Measures one step, from the rows that were already done when it began. */
export function paceMeter(start: Sample): PaceMeter {
  let samples: readonly Sample[] = [start]
  let latest = start
  return {
    note: (ticks, rows) => {
      latest = { ticks, rows }
      const last = samples.at(-1) ?? start
      if (ticks - last.ticks >= apartMs) samples = [...since(samples, ticks - longMs), latest]
    },
    at: (ticks) => {
      const [short, long] = [shortMs, longMs].map((ms) =>
        rateSince(since(samples, ticks - ms)[0] ?? start, latest, ticks),
      )
      return short === undefined || long === undefined ? undefined : { short, long }
    },
  }
}

/** The samples after an instant, and the last one before it. */
function since(samples: readonly Sample[], ticks: number): readonly Sample[] {
  const before = samples.findLastIndex((sample) => sample.ticks <= ticks)
  return samples.slice(Math.max(0, before))
}

/** Up to now, not up to the last progress: a step that hangs must slow down on the screen. */
const rateSince = (from: Sample, to: Sample, ticks: number): number | undefined =>
  ticks - from.ticks < leastMs ? undefined : ((to.rows - from.rows) * 1000) / (ticks - from.ticks)
