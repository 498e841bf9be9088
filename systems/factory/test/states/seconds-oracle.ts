/**
 * The rules of states once more, second by second over arrays, and without a line of the code under test. It is slow, holds
 * everything and knows nothing of boundaries: that is what makes it worth comparing with.
 */
export type OracleSample = {
  readonly id: string
  readonly at: number
  readonly createdAt: number
  readonly speed: number | null
}

export type OracleEvent = {
  readonly id: string
  readonly start: number
  readonly end: number | null
  readonly isPlanned: boolean
  readonly reason: string
}

export type OracleInput = {
  readonly window: readonly [number, number]
  readonly samples: readonly OracleSample[]
  readonly events: readonly OracleEvent[]
  /** Contiguous instances; seconds outside have none. */
  readonly shifts: readonly (readonly [number, number])[]
  readonly maxHold?: number
  readonly minorStop?: number
  readonly eventWins?: boolean
  readonly unplannedFirst?: boolean
  readonly holes?: boolean
}

type Event = {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly isPlanned: boolean
  readonly reason: string
  readonly isOpen: boolean
}

const none = -1

/** What is known of every second, in arrays; `none` where there is nothing. */
type Seconds = {
  readonly input: OracleInput
  readonly maxHold: number
  readonly events: readonly Event[]
  readonly previous: Int32Array
  readonly following: Int32Array
  readonly winner: Int32Array
  readonly runStart: Int32Array
  readonly runEnd: Int32Array
  readonly nextRun: Int32Array
  readonly running: (x: number) => boolean
}

/** One line for each row: `start|end|state|category|reason|shift`, with `open` after the end of the last one where it is. */
export function oracleRows(input: OracleInput): readonly string[] {
  const seconds = secondsOf(input, input.maxHold ?? 120)
  const codes = Array.from({ length: input.window[1] - input.window[0] }, (_, x) => codeAt(seconds, x))
  const last = seconds.events[seconds.winner.at(-1) ?? none]
  const isOpen = last?.isOpen === true && codes.at(-1)?.startsWith('PRODUCING') === false
  return rowsFrom({ codes, input, minorStop: input.minorStop ?? 300, isOpen })
}

function secondsOf(input: OracleInput, maxHold: number): Seconds {
  const length = input.window[1] - input.window[0]
  const speeds = speedsBySecond(input)
  const previous = new Int32Array(length).fill(none)
  const following = new Int32Array(length).fill(none)
  for (let x = 0, last = none; x < length; x++) {
    if (speeds.has(x)) last = x
    previous[x] = last
  }
  for (let x = length - 1, next = none; x >= 0; x--) {
    following[x] = next
    if (speeds.has(x)) next = x
  }
  const events = closedEvents(input, speeds, maxHold)
  const winner = winners(events, length, input.unplannedFirst === true)
  const running = (x: number): boolean => (speeds.get(x) ?? 0) > 0
  return { input, maxHold, events, previous, following, winner, ...coverage(events, length), running }
}

function codeAt(seconds: Seconds, x: number): string {
  const event = seconds.events[seconds.winner[x] as number]
  if (event !== undefined) return codeInside(seconds, event, x)
  const p = seconds.previous[x] as number
  const d = seconds.runEnd[x] as number
  if (p === none || (d !== none && p < d)) return codeAfter(seconds, d, x)
  if (x - p >= seconds.maxHold) return 'IDLE|NO_DATA'
  return seconds.running(p) ? 'PRODUCING|' : 'IDLE|'
}

function codeInside({ input, previous, runStart, running, maxHold }: Seconds, event: Event, x: number): string {
  const p = previous[x] as number
  const isRunning = p !== none && p >= (runStart[x] as number) && running(p) && x - p < maxHold
  if (isRunning && input.eventWins !== true) return 'PRODUCING|'
  return `${event.isPlanned ? 'PLANNED_STOP' : 'DOWN'}|${event.reason}`
}

function codeAfter({ following, nextRun, running, maxHold }: Seconds, d: number, x: number): string {
  const q = following[x] as number
  const run = nextRun[x] as number
  if (d === none || q === none || q - d > maxHold || (run !== none && run < q)) return 'IDLE|NO_DATA'
  return running(q) ? 'PRODUCING|' : 'IDLE|'
}

function speedsBySecond({ window: [w0, w1], samples }: OracleInput): ReadonlyMap<number, number> {
  const kept = new Map<number, OracleSample>()
  for (const sample of samples) {
    const second = Math.floor(sample.at)
    if (second < w0 || second >= w1) continue
    const rival = kept.get(second - w0)
    const wins =
      rival === undefined ||
      sample.createdAt > rival.createdAt ||
      (sample.createdAt === rival.createdAt && sample.id < rival.id)
    if (wins) kept.set(second - w0, sample)
  }
  const known = [...kept].filter(([, { speed }]) => speed !== null)
  return new Map(known.map(([second, { speed }]) => [second, speed as number]))
}

function closedEvents(
  { window: [w0, w1], events }: OracleInput,
  speeds: ReadonlyMap<number, number>,
  maxHold: number,
): readonly Event[] {
  const seconds = [...speeds.keys()].toSorted((a, b) => a - b)
  const found: Event[] = []
  for (const { id, start, end, isPlanned, reason } of events) {
    const from = Math.floor(start) - w0
    if (end !== null) {
      found.push({ id, start: from, end: Math.floor(end) - w0, isPlanned, reason, isOpen: false })
      continue
    }
    const at = seconds.findIndex(
      (second, n) =>
        second >= from &&
        (speeds.get(second) ?? 0) > 0 &&
        (speeds.get(seconds[n + 1] ?? none) ?? 0) > 0 &&
        (seconds[n + 1] as number) - second <= maxHold,
    )
    const isOpen = at === -1
    found.push({ id, start: from, end: isOpen ? w1 - w0 : (seconds[at] as number), isPlanned, reason, isOpen })
  }
  return found.filter((event) => event.end > event.start && event.end > 0 && event.start < w1 - w0)
}

/** Paints the events over each other, the strongest last. */
function winners(events: readonly Event[], length: number, unplannedFirst: boolean): Int32Array {
  const winner = new Int32Array(length).fill(none)
  const weakestFirst = events
    .map((event, at) => ({ event, at }))
    .toSorted(({ event: a }, { event: b }) => {
      if (a.isPlanned !== b.isPlanned) return a.isPlanned === unplannedFirst ? -1 : 1
      if (a.start !== b.start) return b.start - a.start
      return a.id < b.id ? 1 : -1
    })
  for (const { event, at } of weakestFirst) winner.fill(at, Math.max(0, event.start), Math.min(length, event.end))
  return winner
}

type Coverage = Pick<Seconds, 'runStart' | 'runEnd' | 'nextRun'>

function coverage(events: readonly Event[], length: number): Coverage {
  const covered = new Uint8Array(length)
  for (const { start, end } of events) covered.fill(1, Math.max(0, start), Math.min(length, end))
  const begins = (x: number): boolean => covered[x] === 1 && covered[x - 1] !== 1
  const ends = (x: number): boolean => covered[x] === 0 && covered[x - 1] === 1
  const runStart = new Int32Array(length)
  const runEnd = new Int32Array(length)
  const nextRun = new Int32Array(length)
  for (let x = 0, start = none, end = none; x < length; x++) {
    if (begins(x)) start = x
    if (ends(x)) end = x
    runStart[x] = covered[x] === 1 ? start : none
    runEnd[x] = end
  }
  for (let x = length - 1, next = none; x >= 0; x--) {
    nextRun[x] = next
    if (begins(x)) next = x
  }
  return { runStart, runEnd, nextRun }
}

type Coded = {
  readonly codes: readonly string[]
  readonly input: OracleInput
  readonly minorStop: number
  readonly isOpen: boolean
}

function rowsFrom({ codes, input, minorStop, isOpen }: Coded): readonly string[] {
  const [w0, w1] = input.window
  const rows: string[] = []
  for (let start = 0; start < codes.length; ) {
    const code = codes[start] as string
    let end = start
    while (end < codes.length && codes[end] === code) end += 1
    if (!(input.holes === true && code === 'IDLE|NO_DATA')) {
      const [state, reason] = code.split('|') as [string, string]
      for (const [from, to, shift] of cuts(start + w0, end + w0, input.shifts)) {
        const until = to === w1 && isOpen ? `${to}open` : String(to)
        rows.push([from, until, state, categoryOf(code, end - start, minorStop), reason, shift].join('|'))
      }
    }
    start = end
  }
  return rows
}

function categoryOf(code: string, seconds: number, minorStop: number): string {
  if (code.startsWith('PRODUCING')) return 'PRODUCTION'
  if (code.startsWith('PLANNED_STOP')) return 'PLANNED'
  return code === 'IDLE|' && seconds < minorStop ? 'PERFORMANCE_LOSS' : 'AVAILABILITY_LOSS'
}

function cuts(
  start: number,
  end: number,
  shifts: OracleInput['shifts'],
): readonly (readonly [number, number, number])[] {
  const edges = new Set([start, end])
  for (const edge of shifts.flat()) if (edge > start && edge < end) edges.add(edge)
  const sorted = [...edges].toSorted((a, b) => a - b)
  return sorted
    .slice(1)
    .map((to, at) => [sorted[at] as number, to] as const)
    .map(([from, to]) => [from, to, shifts.findIndex(([first, last]) => from >= first && from < last)] as const)
}
