import { type CountRow, countsOf } from './production.ts'
import { type QualityRow, qualityOf } from './quality.ts'
import { type Machine, machinesOf, type Recipe } from './recipe.ts'
import { type SampleRow, samplesOf } from './samples.ts'
import { type Cell, stamp, type TableRows, tableOf } from './table.ts'

const nothing = (): Cell => null

/** Everything of every machine, one machine after the other. */
export function* perMachine<T>(
  recipe: Recipe,
  rowsOf: (recipe: Recipe, machine: Machine) => Iterable<T>,
): Generator<T> {
  for (const machine of machinesOf(recipe)) yield* rowsOf(recipe, machine)
}

/** Samples, counts and quality: the rows of which there are many. */
export const readingTables = (recipe: Recipe): readonly TableRows[] => [
  sampleTable(recipe),
  countTable(recipe),
  qualityTable(recipe),
]

const sampleTable = (recipe: Recipe): TableRows =>
  tableOf<SampleRow>(
    'OperationalMetric',
    {
      id: ({ id }) => id,
      workUnitId: ({ unit }) => unit,
      timestamp: ({ at }) => stamp(at),
      actualSpeed: ({ speed }) => speed,
      temperature: ({ at }) => 40 + ((at / 60) % 20),
      pressure: nothing,
      vibration: nothing,
      operator: nothing,
      createdAt: ({ createdAt }) => stamp(createdAt),
    },
    () => perMachine(recipe, samplesOf),
  )

const countTable = (recipe: Recipe): TableRows =>
  tableOf<CountRow>(
    'ProductionMetric',
    {
      id: ({ id }) => id,
      workUnitId: ({ unit }) => unit,
      timestamp: ({ at }) => stamp(at),
      totalOutput: ({ total }) => total,
      goodOutput: ({ good }) => good,
      defectiveOutput: ({ defective }) => defective,
      actualCycleTime: ({ cycle }) => cycle,
      shift: ({ shift }) => shift,
      productType: ({ product }) => product,
      lotNumber: nothing,
      operator: nothing,
      createdAt: ({ createdAt }) => stamp(createdAt),
    },
    () => perMachine(recipe, countsOf),
  )

const isMeasurement = ({ value }: QualityRow): boolean => value !== null

const qualityTable = (recipe: Recipe): TableRows =>
  tableOf<QualityRow>(
    'QualityMetric',
    {
      id: ({ id }) => id,
      workUnitId: ({ unit }) => unit,
      timestamp: ({ at }) => stamp(at),
      parameter: (row) => (isMeasurement(row) ? 'diameter' : null),
      uom: (row) => (isMeasurement(row) ? 'mm' : null),
      value: ({ value }) => value,
      lowerLimit: (row) => (isMeasurement(row) ? 9.9 : null),
      upperLimit: (row) => (isMeasurement(row) ? 10.1 : null),
      isWithinSpec: (row) => (isMeasurement(row) ? true : null),
      defectTypeId: ({ type }) => type,
      defectCount: ({ count }) => count,
      disposition: ({ disposition }) => disposition,
      defectSeverity: nothing,
      inspector: nothing,
      productType: ({ product }) => product,
      createdAt: ({ at }) => stamp(at),
    },
    () => perMachine(recipe, qualityOf),
  )
