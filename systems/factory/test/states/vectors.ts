/** A situation as the specification writes it: samples each minute unless said otherwise, 5 when the machine runs and 0 when not. */
export type Situation = {
  readonly id: string
  readonly window: readonly [number, number]
  /** Speed by second; null is a sample without a speed. */
  readonly samples: ReadonlyMap<number, number | null>
  readonly downtimes: readonly {
    readonly id: string
    readonly start: number
    readonly end: number | null
    readonly isPlanned: boolean
    readonly reason: string
  }[]
  readonly shifts?: readonly (readonly [number, number])[]
  /** Start, end, state, category and reason of every row; `open` for an end that is not known. */
  readonly rows: readonly string[]
}

const minute = 60

function samples(until: number, speedAt: (second: number) => number | null | undefined): Situation['samples'] {
  const found = new Map<number, number | null>()
  for (let at = 0; at < until; at += minute) {
    const speed = speedAt(at)
    if (speed !== undefined) found.set(at, speed)
  }
  return found
}

const running = () => 5

const stoppedIn =
  (...spans: readonly (readonly [number, number])[]) =>
  (at: number) =>
    spans.some(([from, to]) => at >= from && at < to) ? 0 : 5

const event = (id: string, start: number, end: number | null) => ({
  id,
  start,
  end,
  isPlanned: false,
  reason: id.toUpperCase(),
})

const planned = (id: string, start: number, end: number) => ({ ...event(id, start, end), isPlanned: true })

const runs = (start: number, end: number): string => `${start}-${end} PRODUCING PRODUCTION`
const down = (start: number, end: number | 'open', reason: string): string =>
  `${start}-${end} DOWN AVAILABILITY_LOSS ${reason}`
const noData = (start: number, end: number): string => `${start}-${end} IDLE AVAILABILITY_LOSS NO_DATA`

export const situations: readonly Situation[] = [
  {
    id: 'S1 two overlapping unplanned downtimes',
    window: [0, 1800],
    samples: samples(1800, stoppedIn([600, 1200])),
    downtimes: [event('a', 590, 1000), event('b', 700, 1195)],
    rows: [runs(0, 590), down(590, 1000, 'A'), down(1000, 1195, 'B'), runs(1195, 1800)],
  },
  {
    id: 'S2 a stop between two samples',
    window: [0, 600],
    samples: samples(600, running),
    downtimes: [event('a', 130, 170)],
    rows: [runs(0, 130), down(130, 170, 'A'), runs(170, 600)],
  },
  {
    id: 'S3 samples are missing',
    window: [0, 1200],
    samples: samples(1200, (at) => (at >= 300 && at <= 720 ? undefined : 5)),
    downtimes: [],
    rows: [runs(0, 360), noData(360, 780), runs(780, 1200)],
  },
  {
    id: 'S4 an open downtime, and the machine runs again',
    window: [0, 1200],
    samples: samples(1200, stoppedIn([300, 600])),
    downtimes: [event('a', 290, null)],
    rows: [runs(0, 290), down(290, 600, 'A'), runs(600, 1200)],
  },
  {
    id: 'S5 an open downtime, and it never runs again',
    window: [0, 1200],
    samples: samples(1200, stoppedIn([300, 1200])),
    downtimes: [event('a', 290, null)],
    rows: [runs(0, 290), down(290, 'open', 'A')],
  },
  {
    id: 'S6 one running sample inside a downtime',
    window: [0, 900],
    samples: samples(900, (at) => ([300, 420, 480, 540].includes(at) ? 0 : 5)),
    downtimes: [event('a', 290, 595)],
    rows: [runs(0, 290), down(290, 360, 'A'), runs(360, 420), down(420, 595, 'A'), runs(595, 900)],
  },
  {
    id: 'S7 idle over a change of shift',
    window: [0, 1800],
    samples: samples(1800, stoppedIn([660, 1080])),
    downtimes: [],
    shifts: [
      [0, 900],
      [900, 1800],
    ],
    rows: [
      `${runs(0, 660)} shift 0`,
      '660-900 IDLE AVAILABILITY_LOSS shift 0',
      '900-1080 IDLE AVAILABILITY_LOSS shift 1',
      `${runs(1080, 1800)} shift 1`,
    ],
  },
  {
    id: 'S8 a short and a long idle time',
    window: [0, 1500],
    samples: samples(1500, stoppedIn([300, 540], [900, 1200])),
    downtimes: [],
    rows: [
      runs(0, 300),
      '300-540 IDLE PERFORMANCE_LOSS',
      runs(540, 900),
      '900-1200 IDLE AVAILABILITY_LOSS',
      runs(1200, 1500),
    ],
  },
  {
    id: 'S9 samples without a speed',
    window: [0, 600],
    samples: samples(600, (at) => ([60, 120, 180].includes(at) ? null : 5)),
    downtimes: [],
    rows: [runs(0, 120), noData(120, 240), runs(240, 600)],
  },
  {
    id: 'S10 planned goes before unplanned',
    window: [0, 1800],
    samples: samples(1800, stoppedIn([600, 1500])),
    downtimes: [event('a', 600, 1200), planned('b', 900, 1500)],
    rows: [runs(0, 600), down(600, 900, 'A'), '900-1500 PLANNED_STOP PLANNED B', runs(1500, 1800)],
  },
  {
    id: 'S11 no samples at all',
    window: [0, 900],
    samples: new Map(),
    downtimes: [planned('a', 300, 600)],
    rows: [noData(0, 300), '300-600 PLANNED_STOP PLANNED A', noData(600, 900)],
  },
  {
    id: 'S12 a downtime that begins before the window',
    window: [0, 600],
    samples: samples(600, stoppedIn([0, 180])),
    downtimes: [event('a', -500, 125)],
    rows: [down(0, 125, 'A'), runs(125, 600)],
  },
  {
    id: 'S13 a downtime that ends before it begins, and one without length',
    window: [0, 600],
    samples: samples(600, running),
    downtimes: [event('a', 200, 100), event('b', 300, 300)],
    rows: [runs(0, 600)],
  },
  {
    id: 'S14 between two downtimes nobody looked',
    window: [0, 600],
    samples: samples(600, stoppedIn([100, 290])),
    downtimes: [event('a', 100, 200), event('b', 215, 290)],
    rows: [runs(0, 100), down(100, 200, 'A'), noData(200, 215), down(215, 290, 'B'), runs(290, 600)],
  },
]
