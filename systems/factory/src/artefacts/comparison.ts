import { type Queries, sql } from 'millwright'
import type { Profile } from '../move/facts.ts'
import type { Legacy } from '../move/legacy.ts'

/** How far legacy figures are from those that were calculated anew, for one machine. Nobody is held to it: it is told. */
export type Compared = {
  readonly equipmentId: string
  /** Legacy figures that lie in a shift with figures. */
  readonly compared: number
  readonly meanDifference: number
  readonly maxDifference: number
}

const legacyOee: Readonly<Record<Profile, string>> = {
  'factory-17': `select "workUnitId" as machine, extract(epoch from "timestamp")::double precision as at, "oeeScore" as oee
    from "PerformanceMetric" where "oeeScore" is not null order by 1, 2`,
  'factory-7': `select "equipmentId" as machine, extract(epoch from "timestamp")::double precision as at, oee / 100 as oee
    from public.oee_data order by 1, 2`,
}

/** Some legacy rows have fractions and some have percent: what is above this is percent. */
const mostAsFraction = 1.5

type Sides = { readonly source: Queries; readonly target: Queries; readonly legacy: Legacy; readonly profile: Profile }

/** Compares every legacy figure with that of the shift in which it lies. */
export async function compareFigures({ source, target, legacy, profile }: Sides): Promise<readonly Compared[]> {
  const shifts = await shiftsOf(target)
  const differences = new Map<string, number[]>()
  for await (const { rows } of source.read(legacy(sql.raw(legacyOee[profile])), 5_000)) {
    for (const [machine, at, given] of rows) {
      const shift = shifts.get(String(machine))?.find(({ start, end }) => start <= Number(at) && Number(at) < end)
      if (shift === undefined) continue
      const oee = Number(given) > mostAsFraction ? Number(given) / 100 : Number(given)
      const list = differences.get(String(machine)) ?? []
      differences.set(String(machine), list)
      list.push(Math.abs(oee - shift.oee))
    }
  }
  return [...differences].map(([equipmentId, list]) => ({
    equipmentId,
    compared: list.length,
    meanDifference: list.reduce((sum, one) => sum + one, 0) / list.length,
    maxDifference: list.reduce((most, one) => Math.max(most, one), 0),
  }))
}

type Shift = { readonly start: number; readonly end: number; readonly oee: number }

async function shiftsOf(target: Queries): Promise<ReadonlyMap<string, readonly Shift[]>> {
  const rows =
    await target.all(sql`select o."equipmentId" as machine, o.oee, extract(epoch from i."actualStartTime")::double precision as start,
      extract(epoch from i."actualEndTime")::double precision as "end"
    from oee_calculations as o join "ShiftInstance" as i on i.id = o."shiftInstanceId" order by 1, 3`)
  const byMachine = Map.groupBy(rows, ({ machine }) => String(machine))
  return new Map(
    [...byMachine].map(([machine, list]) => [
      machine,
      list.map(({ start, end, oee }) => ({ start: Number(start), end: Number(end), oee: Number(oee) })),
    ]),
  )
}
