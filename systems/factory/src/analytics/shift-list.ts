import { type Queries, sql } from 'millwright'
import { cursorOf, placeOf } from './cursor.ts'
import { instantText } from './instant-text.ts'
import type { Page } from './places.ts'
import { type Range, shiftsIn } from './range.ts'
import type { Scope } from './scope.ts'

export type ShiftRow = {
  readonly id: string
  readonly shiftCode: string
  readonly shiftName: string
  readonly shiftDate: string
  readonly start: string
  readonly end: string | null
  readonly minutes: number
  readonly breakMinutes: number
  /** The clocks are changed in it: it is longer or shorter than its wall times say. */
  readonly dst: boolean
}

/** The shifts of a site with their real minutes, by time. */
export async function shiftsOf(
  db: Queries,
  { site, range, limit, cursor }: Page & { readonly site: Scope; readonly range: Range },
): Promise<{ readonly items: readonly ShiftRow[]; readonly next: string | null }> {
  const after =
    cursor === undefined
      ? sql``
      : sql`and (i."actualStartTime", i.id) > (to_timestamp(${Number(placeOf(cursor, 2)[0])}), ${String(placeOf(cursor, 2)[1])})`
  const rows =
    await db.all(sql`select i.id, s."shiftCode", s."shiftName", i."shiftDate"::text as date, i."plannedMinutes", i."breakMinutes",
      extract(epoch from i."actualStartTime")::double precision as starts, extract(epoch from i."actualEndTime")::double precision as ends,
      mod(1440 + (extract(epoch from s."endTime"::time - s."startTime"::time) / 60)::int - 1, 1440) + 1 as wall
    from "ShiftInstance" as i join "Shift" as s on s.id = i."shiftId"
    where s."siteId" = ${site.id} and ${shiftsIn(range)} ${after} order by i."actualStartTime", i.id limit ${limit + 1}`)
  const items = rows.slice(0, limit).map((row) => ({
    id: row['id'] as string,
    shiftCode: row['shiftCode'] as string,
    shiftName: row['shiftName'] as string,
    shiftDate: row['date'] as string,
    start: instantText(Number(row['starts']), range.zone),
    end: row['ends'] === null ? null : instantText(Number(row['ends']), range.zone),
    minutes: Number(row['plannedMinutes']),
    breakMinutes: Number(row['breakMinutes']),
    dst: Number(row['plannedMinutes']) !== Number(row['wall']),
  }))
  const last = rows[limit - 1]
  return { items, next: rows.length > limit ? cursorOf([Number(last?.['starts']), last?.['id'] as string]) : null }
}
