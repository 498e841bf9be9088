import type { Elements } from '../../src/oee/evaluate.ts'

/** A published example: what went in, and what its source says came out, in percent and with the difference it allows. */
export type Vector = {
  readonly id: string
  readonly source: string
  readonly elements: Elements
  readonly published: {
    readonly availability?: number
    readonly effectiveness?: number
    readonly qualityRatio?: number
    readonly oee?: number
  }
  readonly tolerance: number
  /** The exact values, to four places. */
  readonly exact: {
    readonly availability?: number
    readonly effectiveness?: number
    readonly qualityRatio?: number
    readonly oee?: number
  }
}

type Worked = {
  readonly PBT: number
  readonly APT: number
  readonly PRI: number
  readonly PQ: number
  readonly GQ: number
}

const percents = (availability: number, effectiveness: number, qualityRatio: number) => ({
  availability,
  effectiveness,
  qualityRatio,
})

const worked = (elements: Worked): Worked => elements

/** Minutes throughout, and minutes for one item. */
export const publishedVectors: readonly Vector[] = [
  {
    id: 'V01',
    source: 'the calculation page of a vendor of counters (outputs quoted from memory)',
    elements: worked({ PBT: 420, APT: 373, PRI: 1 / 60, PQ: 19_271, GQ: 19_271 - 423 }),
    published: { ...percents(88.81, 86.11, 97.8), oee: 74.79 },
    tolerance: 0.01,
    exact: { ...percents(88.8095, 86.1081, 97.805), oee: 74.7937 },
  },
  {
    id: 'V02',
    source: "a course's classic day of eight hours",
    elements: worked({ PBT: 460, APT: 400, PRI: 0.5, PQ: 400, GQ: 392 }),
    published: { ...percents(87, 50, 98), oee: 42.6 },
    tolerance: 0.1,
    exact: { ...percents(86.9565, 50, 98), oee: 42.6087 },
  },
  {
    id: 'V03',
    source: 'an encyclopedia: the break is a planned stop, the breakdown is a loss',
    elements: worked({ PBT: 450, APT: 390, PRI: 1.5, PQ: 242, GQ: 221 }),
    published: { ...percents(86.6, 93, 91.3), oee: 73.6 },
    tolerance: 0.1,
    exact: { ...percents(86.6667, 93.0769, 91.3223), oee: 73.6667 },
  },
  {
    id: 'V05',
    source: 'a book, one Tuesday of a milling machine, truncated there',
    elements: worked({ PBT: 910, APT: 783, PRI: 3, PQ: 203, GQ: 152 }),
    published: { ...percents(86, 77.7, 74.9), oee: 50 },
    tolerance: 0.2,
    exact: { ...percents(86.044, 77.7778, 74.8768), oee: 50.1099 },
  },
  {
    id: 'V08',
    source: 'an online calculator, truncated there',
    elements: worked({ PBT: 480, APT: 420, PRI: 1, PQ: 400, GQ: 380 }),
    published: { ...percents(87.5, 95.2, 95), oee: 79.1 },
    tolerance: 0.1,
    exact: { ...percents(87.5, 95.2381, 95), oee: 79.1667 },
  },
  {
    id: 'V10 A',
    source: 'a tutorial, machine A',
    elements: worked({ PBT: 455, APT: 423, PRI: 10 / 60, PQ: 2240, GQ: 2190 }),
    published: { oee: 80.22 },
    tolerance: 0.01,
    exact: { oee: 80.2198 },
  },
  {
    id: 'V10 B',
    source: 'a tutorial, machine B',
    elements: worked({ PBT: 455, APT: 437, PRI: 45 / 60, PQ: 450, GQ: 425 }),
    published: { oee: 70.05 },
    tolerance: 0.01,
    exact: { oee: 70.0549 },
  },
  {
    id: 'V10 C',
    source: 'a tutorial, machine C',
    elements: worked({ PBT: 455, APT: 455, PRI: 70 / 60, PQ: 229, GQ: 218 }),
    published: { oee: 55.9 },
    tolerance: 0.01,
    exact: { oee: 55.8974 },
  },
]

/** V06: availability, effectiveness, quality and the OEE of a book's table, in percent. */
export const multiplied = [
  [86.8, 71, 100, 61.63],
  [81, 75.3, 100, 60.99],
  [89.5, 45.7, 89.5, 36.61],
  [83.4, 82.6, 100, 68.89],
  [84.5, 68.3, 92.6, 53.44],
  [90.1, 55.2, 21.9, 10.89],
  [94.4, 79.6, 100, 75.14],
] as const

/** The full vector of the standard's elements, in minutes. */
export const fullVector: Elements = Object.fromEntries(
  [
    'POT 480, PDOT 30, APT 350, AUST 25, ADET 60, ADOT 15, PRI 1, PQ 330, GQ 310, SQ 12, RQ 8',
    'PQF 340, AOET 460, CMT 45, PMT 30, FE 3, FED 3, TTR 45, CAL 1440, HOUR 60',
  ]
    .flatMap((list) => list.split(', '))
    .map((pair) => pair.split(' '))
    .map(([name, value]) => [name, Number(value)]),
) as Elements

export const fullVectorValues = {
  PBT: 450,
  AUPT: 375,
  AUBT: 435,
  availability: 0.777778,
  effectiveness: 0.942857,
  qualityRatio: 0.939394,
  oee: 0.688889,
  nee: 0.738095,
  allocationEfficiency: 0.966667,
  utilizationEfficiency: 0.804598,
  technicalEfficiency: 0.853659,
  setupRatio: 0.066667,
  throughputRate: 43.043478,
  productionProcessRatio: 0.76087,
  scrapRatio: 0.036364,
  reworkRatio: 0.024242,
  fallOffRatio: 0.035294,
  teep: 0.215278,
  correctiveMaintenanceRatio: 0.6,
  meanTimeToRestoration: 15,
} as const
