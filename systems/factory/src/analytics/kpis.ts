import { type Queries, sql } from 'millwright'
import { type Elements, evaluate } from '../oee/evaluate.ts'
import { type Formula, formulas } from '../oee/formulas.ts'
import { type DataQuality, addQuality, cleanQuality, type Group, groupsOf } from './elements.ts'
import type { Range } from './range.ts'
import { type Divisor, reliabilityOf } from './reliability.ts'
import { machinesOf, type Scope } from './scope.ts'

/** A figure with how it came about. */
export type Kpi = {
  readonly name: string
  readonly value: number | null
  readonly unit: 'fraction' | 'minutes' | 'items per hour'
  readonly formula: string
  readonly inputs: Readonly<Record<string, number | null>>
  /** Where the figure is not quite that of the standard, why. */
  readonly note?: string
}

/** What these sources can tell, in the standard's order. */
const told: readonly {
  readonly name: Formula
  readonly inputs: string
  readonly unit?: Kpi['unit']
  readonly note?: string
}[] = [
  { name: 'allocationRatio', inputs: 'AUBT AOET', note: 'there are no orders: their time is the scheduled time' },
  { name: 'throughputRate', inputs: 'PQ AOET HOUR', unit: 'items per hour' },
  { name: 'allocationEfficiency', inputs: 'AUBT PBT' },
  { name: 'utilizationEfficiency', inputs: 'APT AUBT' },
  { name: 'availability', inputs: 'APT PBT' },
  { name: 'effectiveness', inputs: 'netOperating APT' },
  { name: 'weightedQuality', inputs: 'productive netOperating', note: 'weighted by ideal time' },
  { name: 'qualityRatio', inputs: 'GQ PQ' },
  { name: 'aggregateOee', inputs: 'APT PBT netOperating productive' },
  { name: 'aggregateNee', inputs: 'AUPT PBT APT netOperating productive' },
  { name: 'aggregateTeep', inputs: 'APT PBT netOperating productive CAL', note: 'no figure of the standard' },
  { name: 'loading', inputs: 'PBT CAL', note: 'no figure of the standard' },
  { name: 'setupRatio', inputs: 'AUST AUPT' },
  { name: 'technicalEfficiency', inputs: 'APT ADET' },
  { name: 'productionProcessRatio', inputs: 'APT AOET' },
  {
    name: 'firstPassYield',
    inputs: 'PQ SQ RQ',
    note: 'items have no numbers: those that were neither scrap nor rework',
  },
  { name: 'scrapRatio', inputs: 'SQ PQ' },
  { name: 'reworkRatio', inputs: 'RQ PQ' },
  {
    name: 'fallOffRatio',
    inputs: 'SQ PQF',
    note: 'there is no routing: the first machine of the work centre stands for the first step',
  },
  { name: 'equipmentLoadRatio', inputs: 'PQ POT PRI' },
  { name: 'meanOperatingTimeBetweenFailures', inputs: 'APT FED', unit: 'minutes' },
  { name: 'meanTimeToFailure', inputs: 'APT FED', unit: 'minutes' },
  { name: 'meanTimeToRestoration', inputs: 'TTR FED', unit: 'minutes' },
  { name: 'inherentAvailability', inputs: 'APT TTR FED' },
  { name: 'correctiveMaintenanceRatio', inputs: 'CMT PMT' },
]

/** What no table of this factory tells. */
export const untold: readonly string[] = [
  'workerEfficiency',
  'actualToPlannedScrapRatio',
  'machineCapability',
  'criticalMachineCapability',
]

export type KpiAnswer = { readonly kpis: readonly Kpi[]; readonly quality: DataQuality }

type Question = { readonly scope: Scope; readonly range: Range; readonly divisor?: Divisor }

/** Every figure of ISO 22400-2 that can be computed, with its formula and what went into it; times are minutes. */
export async function kpisOf(db: Queries, question: Question): Promise<KpiAnswer> {
  const { scope, range } = question
  const groups = await groupsOf(db, machinesOf(scope), { range, period: 'all', member: 'all' })
  const quality = groups.reduce((sum, group) => addQuality(sum, group.quality), cleanQuality)
  const known = await elementsFor(db, question, groups[0])
  const kpis = told.map(({ name, inputs, unit = 'fraction', note }) => ({
    name: name.replace(/^aggregate/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
    value: evaluate(name, known),
    unit,
    formula: formulas[name],
    inputs: Object.fromEntries(inputs.split(' ').map((input) => [input, valueIn(input, known)])),
    ...(note === undefined ? {} : { note }),
  }))
  return { kpis, quality }
}

function valueIn(input: string, known: Elements): number | null {
  const given = known[input]
  return given === undefined ? evaluate(input as Formula, known) : given
}

async function elementsFor(db: Queries, question: Question, group: Group | undefined): Promise<Elements> {
  const { scope, range, divisor = 'FE' } = question
  const { failures, repair, corrective, preventive } = await reliabilityOf(db, question)
  return {
    ...(group === undefined ? {} : fromSums(group.sums)),
    ADOT: 0,
    HOUR: 60,
    PQF: scope.kind === 'equipment' ? null : await madeFirst(db, scope, range),
    FE: failures,
    FED: failures + (divisor === 'FE' ? 0 : 1),
    TTR: repair,
    CMT: corrective,
    PMT: preventive,
  }
}

function fromSums(sums: Group['sums']): Elements {
  const times = minutesOf(sums)
  const { PQ, GQ, RQ, netOperating, POT } = times
  return { ...times, AOET: POT, SQ: PQ - GQ - RQ, PRI: netOperating === null || PQ === 0 ? null : netOperating / PQ }
}

const counted = new Set(['PQ', 'GQ', 'RQ'])

const minutesOf = (sums: Group['sums']): { readonly [name in keyof Group['sums']]: Group['sums'][name] } =>
  Object.fromEntries(
    Object.entries(sums).map(([name, value]) => [name, value === null || counted.has(name) ? value : value / 60]),
  ) as Group['sums']

/** What the first machine of each work centre made, by its code. */
async function madeFirst(db: Queries, scope: Scope, range: Range): Promise<number> {
  const first = sql`select * from (${machinesOf(scope)}) as known
    where code = (select min(code) from (${machinesOf(scope)}) as all_known where all_known."workCenterId" = known."workCenterId")`
  const groups = await groupsOf(db, first, { range, period: 'all', member: 'all' })
  return groups[0]?.sums.PQ ?? 0
}
