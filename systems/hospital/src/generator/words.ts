import { apportion, type Random } from './random.ts'

/** A list of invented values with the weights by which they occur. */
export type Words = { readonly values: readonly string[]; readonly weights: readonly number[] }

const kinds =
  'PULSE INFRARED SURGICAL DENTAL PORTABLE NEONATAL OPTIC CRYO HYDRAULIC VACUUM STERILE THERMAL ARTERIAL LUNG BEDSIDE ROTARY KNEE GASTRIC MOBILE EXAM'.split(
    ' ',
  )
const devices =
  'LAMP INFUSOR WARMER MONITOR TABLE SUCTION MICROSCOPE CENTRIFUGE SCALE CHAIR BATH DRILL SHAKER VIEWER LASER ANALYZER CUFF CABINET HEATER FREEZER COMPRESSOR STIMULATOR'.split(
    ' ',
  )
const units =
  'INCUBATOR,CRADLE,WORKSTATION,AUTOCLAVE,GANTRY,ISOLETTE,DOPPLER,TREADMILL,VENTILATOR,PHOTOTHERAPY,BASSINET,HUMIDIFIER'.split(
    ',',
  )
const makerStarts =
  'AVEN BRIM CORV DALM ELGO FENN GRIV HALD IVER JORM KELT LUND MARV NOLD OSTR PRYL QUIN RAVN SELV TORB'.split(' ')
const makerEnds =
  'ADEX BIONIC CLINICA DYNE EKTA FLUX GENIX HOLM IMAGE JECT KRAFT LUX MEDICAL NOVA OPTIK PHARM QUEST RONIC SANA TECH ULTRA VITA'.split(
    ' ',
  )

const composed = [...pairs(kinds, devices)]
const numbered = units.flatMap((unit) => [1, 2, 3].map((number) => `${unit} ${number}`))

function* pairs(starts: readonly string[], ends: readonly string[]): Generator<string> {
  for (let step = 0; step < starts.length * ends.length; step++) {
    yield `${starts[step % starts.length]} ${ends[(step + Math.floor(step / starts.length)) % ends.length]}`
  }
}

/** 73 names; with 8 typing errors and 2 spelling variants on top they become 83. */
export const ocmNames: Words = named(composed.slice(0, 73), [13, 13, 12, 9, 8])

/** 441 names, two of them alike and yet different devices, 36 with the number of a unit. */
export const ppmNames: Words = named([...composed.slice(0, 403), ...numbered, 'CTG MACHINE', 'ECG MACHINE'], [])

export const ocmModels: Words = named(['GENERIC', ...models(149, 1200)], [30.2])
export const ppmModels: Words = named(models(588, 4000), [])

const makers = [...pairs(makerStarts, makerEnds)]
export const ocmMakers: Words = named(['LOCAL SUPPLY', ...makers.slice(0, 120)], [23.9])
export const ppmMakers: Words = named(makers.slice(0, 393), [])

/** Every model holds a number of its own, so no two meet when signs and case are ignored. */
function models(count: number, from: number): readonly string[] {
  const letters = ['MX', 'KV', 'TR', 'ALPHA', 'ZQ', 'HB']
  const signs = ['-', ' ', '']
  return Array.from({ length: count }, (_, at) => {
    const number = from + at * 7
    return at % 20 === 19 ? String(number) : `${letters[at % letters.length]}${signs[at % signs.length]}${number}`
  })
}

/** Given weights in percent for the first values, Zipf weights for the rest. */
function named(values: readonly string[], top: readonly number[]): Words {
  const rest = values.slice(top.length).map((_, at) => 1 / (at + 1))
  const left = 100 - top.reduce((sum, weight) => sum + weight, 0)
  const total = rest.reduce((sum, weight) => sum + weight, 0)
  return { values, weights: [...top, ...rest.map((weight) => (weight / total) * left)] }
}

/** `n` values in random order, every value at least once when there is room. */
export function spread({ values, weights }: Words, n: number, random: Random): string[] {
  const counts = apportionByWeight(n, weights)
  return random.shuffled(values.flatMap((value, at) => Array.from({ length: counts[at] as number }, () => value)))
}

// A given share stays exact: the least of one is taken from the tail, not from the head.
function apportionByWeight(n: number, weights: readonly number[]): number[] {
  const counts = apportion(n, weights)
  if (n < weights.length) return counts
  const empty = counts.flatMap((count, at) => (count === 0 ? [at] : []))
  for (const at of empty) {
    const giver = giverOf(counts, weights, n > 300)
    counts[giver] = (counts[giver] as number) - 1
    counts[at] = 1
  }
  return counts
}

const heavy = 8

// The largest count gives. Weights of eight percent and more are promised shares and give nothing away.
function giverOf(counts: readonly number[], weights: readonly number[], keepsPromises: boolean): number {
  let best = -1
  for (const [at, count] of counts.entries()) {
    const isPromised = keepsPromises && (weights[at] as number) >= heavy
    if (!isPromised && count > (counts[best] ?? 1)) best = at
  }
  return best
}

export const technicians: readonly string[] = ['TECH-A', 'TECH-B', 'TECH-C', 'TECH-D', 'TECH-E']
