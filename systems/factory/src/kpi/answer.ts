import { isProblem, type Problem } from 'millwright'
import { type Elements, evaluate } from '../oee/evaluate.ts'
import type { Formula } from '../oee/formulas.ts'
import { type Figures, figuresOf } from './figures.ts'
import { type Line, longestLine } from './lines.ts'
import { lineTooLong, notUtf8, tooGreat } from './problems.ts'

/** By what the mean times are divided: by the failures, or by one more, as the text of 2014 is remembered. */
export type MeanTimesDivisor = 'FE' | 'FE+1'

/** What one line is answered with: the figures, or what is wrong with it. */
export type Answer =
  | { readonly figures: { readonly [name in Figure]: number | null } & { readonly warnings?: readonly Warning[] } }
  | { readonly problem: Problem }

type Warning = { readonly code: string; readonly message: string }

/** The names that callers read, and the formulas behind them. */
const figures = {
  availability: 'availability',
  effectiveness: 'effectiveness',
  qualityRatio: 'qualityRatio',
  oee: 'oee',
  teep: 'teep',
  loading: 'loading',
  scrapRatio: 'scrapRatio',
  reworkRatio: 'reworkRatio',
  firstPassYield: 'firstPassYield',
  mtbfMin: 'meanOperatingTimeBetweenFailures',
  mttfMin: 'meanTimeToFailure',
  mttrMin: 'meanTimeToRestoration',
  inherentAvailability: 'inherentAvailability',
  netOperatingMin: 'netOperating',
  productiveMin: 'productive',
} as const satisfies Readonly<Record<string, Formula>>

type Figure = keyof typeof figures

/** Answers one line; what is wrong with it is the answer, and never thrown. */
export function answerTo(line: Line, divisor: MeanTimesDivisor): Answer {
  try {
    return { figures: computed(line.number, figuresIn(line), divisor) }
  } catch (error) {
    if (isProblem(error)) return { problem: error }
    throw error
  }
}

function figuresIn(line: Line): Figures {
  if ('text' in line) return figuresOf(line.number, line.text)
  throw line.fault === 'too long' ? lineTooLong(line.number, longestLine) : notUtf8(line.number)
}

function computed(line: number, given: Figures, divisor: MeanTimesDivisor) {
  const elements = elementsOf(given, divisor)
  const values = Object.entries(figures).map(([name, formula]) => [
    name,
    finite(line, name, evaluate(formula, elements)),
  ])
  const warnings = warningsOf(given)
  const answer = Object.fromEntries(values) as { readonly [name in Figure]: number | null }
  return warnings.length === 0 ? answer : { ...answer, warnings }
}

function finite(line: number, name: string, value: number | null): number | null {
  if (value !== null && !Number.isFinite(value)) throw tooGreat(line, name)
  return value
}

function elementsOf(given: Figures, divisor: MeanTimesDivisor): Elements {
  const { failures } = given
  return {
    PBT: given.plannedBusyMin,
    APT: given.actualProductionMin,
    PRI: given.plannedRunTimePerItemMin,
    PQ: given.producedQuantity,
    GQ: given.goodQuantity,
    SQ: given.scrapQuantity,
    RQ: reworkOf(given),
    CAL: given.calendarMin,
    FED: failures === null ? null : failures + (divisor === 'FE+1' ? 1 : 0),
    TTR: given.repairMin,
  }
}

/** Rework is part of what was not good at first: more of it than that is clipped, and said. */
function reworkOf({ reworkQuantity, producedQuantity, goodQuantity }: Figures): number | null {
  return reworkQuantity === null ? null : Math.min(reworkQuantity, producedQuantity - goodQuantity)
}

function warningsOf(given: Figures): readonly Warning[] {
  return findings.filter(({ holds }) => holds(given)).map(({ code, message }) => ({ code, message }))
}

const findings: readonly (Warning & { readonly holds: (given: Figures) => boolean })[] = [
  {
    code: 'PRODUCED_WITHOUT_PLAN',
    message: 'Something was produced in no planned time.',
    holds: (given) => given.plannedBusyMin === 0 && given.producedQuantity > 0,
  },
  {
    code: 'COUNTS_WITHOUT_RUN',
    message: 'Something was produced in no production time: the OEE is 0.',
    holds: (given) => given.actualProductionMin === 0 && given.producedQuantity > 0,
  },
  {
    code: 'RAN_BEYOND_PLAN',
    message: 'Production took longer than the planned busy time, of which it is a part: the availability is above 1.',
    holds: (given) => given.plannedBusyMin > 0 && given.actualProductionMin > given.plannedBusyMin,
  },
  {
    code: 'PLANNED_BEYOND_CALENDAR',
    message: 'The planned busy time is longer than the calendar time, of which it is a part: the loading is above 1.',
    holds: (given) => given.calendarMin !== null && given.plannedBusyMin > given.calendarMin,
  },
  {
    code: 'REWORK_CLIPPED',
    message: 'More was reworked than was not good: the rework counts up to that.',
    holds: (given) => (given.reworkQuantity ?? 0) > given.producedQuantity - given.goodQuantity,
  },
]
