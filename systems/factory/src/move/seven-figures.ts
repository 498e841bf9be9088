import { type MoveBuilder, query, type RowInput, type Sql, sql } from 'millwright'
import { type Elements, evaluate } from '../oee/evaluate.ts'
import { madeId } from '../reference/ids.ts'
import { dropped, type Judged, type Outcome, refused, shapeOf } from '../reference/outcome.ts'
import { defaultShifts } from '../shifts/instances.ts'
import { shiftIdOf } from '../shifts/site-instances.ts'
import type { Facts } from './facts.ts'
import { stamp } from './reference-loads.ts'
import { isConsistent } from './seven-tables.ts'

/** An hour's figures with its shift: the wall times of it, and its number among those that nobody has named. */
const hours = ({ mapping, zones }: Facts): Sql => sql`select t.*, e."siteId", s.code as "plantCode",
    not (${isConsistentSql}) as "isContradiction", (t."shiftStartTime" at time zone z.zone)::date as day,
    to_char(t."shiftStartTime" at time zone z.zone, 'HH24:MI') as starts, to_char(t."shiftEndTime" at time zone z.zone, 'HH24:MI') as ends,
    coalesce(${JSON.stringify(mapping.shifts)}::jsonb -> s.code, ${JSON.stringify(mapping.shifts)}::jsonb -> '*', ${JSON.stringify(defaultShifts)}::jsonb) as shifts
  from oee_data as t join "Equipment" as e on e.id = t."equipmentId" join "Site" as s on s.id = e."siteId"
    cross join lateral (select coalesce(${JSON.stringify(zones)}::jsonb ->> s.code, nullif(btrim(s.timezone), ''), 'UTC') as zone) as z`

const isConsistentSql = sql.raw(isConsistent)

const known = sql.raw(`(select said ->> 'code' from jsonb_array_elements(shifts) as said
  where said ->> 'start' = starts and said ->> 'end' = ends limit 1)`)

const coded = (facts: Facts): Sql => sql`select h.*, coalesce(h.known, 'X' || dense_rank() over
    (partition by "siteId", h.known is null order by starts, ends)) as shift
  from (select *, ${known} as known from (${hours(facts)}) as hours) as h`

type Worked = { readonly siteId: string; readonly shift: string; readonly starts: string; readonly ends: string }

type WorkedOn = Worked & { readonly day: string; readonly start: bigint; readonly end: bigint }

/** Shifts of which only the figures know: they get the codes X1, X2 and so on. */
export function loadUnnamedShifts(m: MoveBuilder, facts: Facts): void {
  const distinct = (columns: string): Sql =>
    sql`select distinct ${sql.raw(columns)} from (${coded(facts)}) as coded
      where known is null and day between ${facts.from}::date and ${facts.to}::date`
  const common = { minRecords: 0, key: ['id'] } as const
  m.load<Worked>('Shift of figures', {
    ...common,
    from: query(facts.source, distinct(`"siteId", shift, starts, ends`), { key: ['siteId', 'shift'], name: 'shifts' }),
    to: 'Shift',
    map: ({ siteId, shift, starts, ends }) => ({
      id: shiftIdOf(siteId, { code: shift }),
      siteId,
      shiftCode: shift,
      shiftName: `Shift ${shift}`,
      startTime: starts,
      endTime: ends,
      breakMinutes: 0,
      isActive: true,
    }),
  })
  const columns = `"siteId", shift, day::text as day, extract(epoch from "shiftStartTime")::bigint as start, extract(epoch from "shiftEndTime")::bigint as "end"`
  m.load<WorkedOn>('ShiftInstance of figures', {
    ...common,
    from: query(facts.source, distinct(columns), { key: ['siteId', 'shift', 'day'], name: 'shift instances' }),
    to: 'ShiftInstance',
    map: ({ siteId, shift, day, start, end }) => ({
      id: instanceIdOf({ siteId, shift, day }),
      shiftId: shiftIdOf(siteId, { code: shift }),
      shiftDate: day,
      actualStartTime: stamp(Number(start)),
      actualEndTime: stamp(Number(end)),
      plannedMinutes: Number(end - start) / 60,
      breakMinutes: 0,
    }),
  })
}

const instanceIdOf = ({ siteId, shift, day }: Pick<WorkedOn, 'siteId' | 'shift' | 'day'>): string =>
  madeId('si', shiftIdOf(siteId, { code: shift }), day)

/** The hours of one machine and shift as sums, or one hour that contradicts itself. */
type ShiftFigures = WorkedOn & {
  readonly equipmentId: string
  readonly id: string
  readonly isContradiction: boolean
  readonly planned: number
  readonly ran: number
  readonly net: number
  readonly goodTime: number
  readonly total: number
  readonly good: number
  readonly last: string
}

const summed = (
  facts: Facts,
): Sql => sql`select "equipmentId", case when "isContradiction" then id else '' end as id, "isContradiction",
    "siteId", shift, day::text as day, extract(epoch from "shiftStartTime")::bigint as start, extract(epoch from "shiftEndTime")::bigint as "end",
    sum("plannedTime")::double precision as planned, sum("runTime")::double precision as ran,
    sum("idealCycleTime" * "totalCount") / 60 as net, sum("idealCycleTime" * "goodCount") / 60 as "goodTime",
    sum("totalCount")::double precision as total, sum("goodCount")::double precision as good, max("timestamp")::text as last
  from (${coded(facts)}) as coded group by 1, 2, 3, 4, 5, 6, 7, 8`

/** The figures of a simplified database, out of the sums of its hours; its percentages are never averaged. */
export function loadSevenFigures(m: MoveBuilder, facts: Facts): void {
  const judge = (record: ShiftFigures): Outcome<ShiftFigures> => judged(record, facts)
  m.load<Judged<ShiftFigures, ShiftFigures>>('oee_calculations', {
    from: query(facts.source, summed(facts), { key: ['equipmentId', 'start', 'id'], name: 'figures by shift' }),
    to: 'oee_calculations',
    key: ['timestamp', 'equipmentId', 'shiftInstanceId'],
    shape: shapeOf(judge),
    map: ({ kept }) => (kept.kind === 'dropped' ? { skip: kept.code } : figuresRow(kept.row)),
    undo: 'drop-created',
    minRecords: 0,
  })
}

function judged(record: ShiftFigures, { from, to }: Facts): Outcome<ShiftFigures> {
  if (record.isContradiction)
    return refused('OEE7_INCONSISTENT', 'runTime', 'it ran longer than planned, or more was good than was made')
  if (record.day < from || record.day > to) return dropped('OEE7_OUT_OF_WINDOW')
  return record.planned > 0 ? { kind: 'row', row: record } : dropped('NO_PLANNED_TIME')
}

function figuresRow(record: ShiftFigures): RowInput {
  const { equipmentId, start, end, planned, ran, net, goodTime, total, good } = record
  const shiftInstanceId = instanceIdOf(record)
  const known: Elements = {
    PBT: planned,
    APT: ran,
    netOperating: net,
    PQ: total,
    GQ: good,
    CAL: Number(end - start) / 60,
  }
  return {
    id: madeId('oe', equipmentId, shiftInstanceId),
    timestamp: stamp(Number(start)),
    equipmentId,
    shiftInstanceId,
    plannedTime: planned,
    availableTime: ran,
    operatingTime: ran,
    netOperatingTime: net,
    productiveTime: goodTime,
    availability: evaluate('availability', known) ?? 0,
    performance: evaluate('effectiveness', known) ?? 0,
    quality: evaluate('qualityRatio', known) ?? 0,
    oee: evaluate('oee', known) ?? 0,
    teep: evaluate('teep', known),
    totalProduced: total,
    goodProduced: good,
    defectCount: total - good,
    reworkCount: 0,
    breakdownLoss: 0,
    setupLoss: 0,
    minorStopLoss: 0,
    idleLoss: planned - ran,
    speedLoss: ran - net,
    defectLoss: net - goodTime,
    reworkLoss: 0,
    calculatedAt: record.last,
  }
}
