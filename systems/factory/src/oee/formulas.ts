import { type Expression, parseExpression } from './expression.ts'

/**
 * The elements of ISO 22400-2 that are measured or counted, under the standard's own short names. Times are all in one unit.
 * `MST` and `IDT` are the minor stops and the other idle time inside the delay, `BDT` the breakdowns; `FED` is what mean times
 * are divided by; `CAL` is calendar time; `HOUR` is one hour in the unit of the times; `PQF` is what the first step produced.
 */
export const elements: readonly string[] = [
  'POT PDOT APT AUST ADOT BDT MST IDT AOET APWT APAT CAL HOUR',
  'PQ GQ SQ RQ PSQ PQF PRI',
  'FE FED TTR CMT PMT',
  'USL LSL MEAN SD',
].flatMap((names) => names.split(' '))

/** Elements that follow from others where they are not given themselves. */
const derived = {
  PBT: 'POT - PDOT',
  ADET: 'BDT + MST + IDT',
  AUPT: 'APT + AUST',
  AUBT: 'AUPT + ADET',
  netOperating: 'PRI * PQ',
  productive: 'PRI * GQ',
} as const

/** What the figures say, as the standard writes it. `?` keeps the product 0 where nothing ran or nothing was made. */
const indicators = {
  workerEfficiency: 'APWT / APAT',
  allocationRatio: 'AUBT / AOET',
  throughputRate: 'PQ / AOET * HOUR',
  allocationEfficiency: 'AUBT / PBT',
  utilizationEfficiency: 'APT / AUBT',
  availability: 'APT / PBT',
  effectiveness: 'netOperating / APT',
  qualityRatio: 'GQ / PQ',
  oee: 'availability * effectiveness? * qualityRatio?',
  nee: 'AUPT / PBT * effectiveness? * qualityRatio?',
  setupRatio: 'AUST / AUPT',
  technicalEfficiency: 'APT / (APT + ADET)',
  productionProcessRatio: 'APT / AOET',
  actualToPlannedScrapRatio: 'SQ / PSQ',
  firstPassYield: '(PQ - SQ - RQ) / PQ',
  scrapRatio: 'SQ / PQ',
  reworkRatio: 'RQ / PQ',
  fallOffRatio: 'SQ / PQF',
  equipmentLoadRatio: 'PQ / (POT / PRI)',
  meanOperatingTimeBetweenFailures: 'APT / FED',
  meanTimeToFailure: 'APT / FED',
  meanTimeToRestoration: 'TTR / FED',
  inherentAvailability: 'meanOperatingTimeBetweenFailures / (meanOperatingTimeBetweenFailures + meanTimeToRestoration)',
  correctiveMaintenanceRatio: 'CMT / (CMT + PMT)',
  teep: 'oee * PBT / CAL',
  loading: 'PBT / CAL',
  machineCapability: '(USL - LSL) / (6 * SD)',
  criticalMachineCapability: 'min(USL - MEAN, MEAN - LSL) / (3 * SD)',
} as const

/** Where planned time goes that makes nothing good. */
const losses = {
  available: 'APT + MST',
  speedLoss: 'APT - netOperating',
  reworkLoss: 'PRI * RQ',
  defectLoss: 'PRI * (PQ - GQ - RQ)',
} as const

/** For sums over several machines, shifts or products: quality is weighted by ideal time, so that the product is the OEE. */
const sums = {
  weightedQuality: 'productive / netOperating',
  aggregateOee: 'availability * effectiveness? * weightedQuality?',
  aggregateNee: 'AUPT / PBT * effectiveness? * weightedQuality?',
  aggregateTeep: 'aggregateOee * PBT / CAL',
} as const

/** Every formula of this system, each written once. */
export const formulas = { ...derived, ...indicators, ...losses, ...sums } as const

export type Formula = keyof typeof formulas

/** The formula as a tree, read once. */
export const expressionOf = (name: Formula): Expression => trees[name]

export const isFormula = (name: string): name is Formula => Object.hasOwn(formulas, name)

const trees = Object.fromEntries(
  Object.entries(formulas).map(([name, text]) => [name, parseExpression(text)]),
) as Readonly<Record<Formula, Expression>>
