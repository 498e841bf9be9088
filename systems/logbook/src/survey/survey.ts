import { type Queries, type Row, sql, type Sql } from 'millwright'
import { machineIds } from '../domain/lists.ts'
import { type SoundingTables, type Tank, tankOf } from '../domain/sounding-table.ts'
import { bookedText } from '../domain/booked-text.ts'
import type { Found, Kind } from './kinds.ts'

type Look = { readonly kind: Kind; readonly table: string; readonly query: Sql }

/** Each query gives the ids of the rows that are wrong. It reads tables as the seventh to the ninth revision have them. */
const looks: readonly Look[] = [
  {
    kind: 'duplicate_sounding',
    table: 'weekly_soundings',
    query: sql`select id from weekly_soundings s
      where exists (select 1 from weekly_soundings o where o.recorded_at = s.recorded_at and o.id < s.id)`,
  },
  {
    kind: 'duplicate_ticket',
    table: 'daily_fuel_tickets',
    query: sql`select id from daily_fuel_tickets t where exists (select 1 from daily_fuel_tickets o
      where date(o.ticket_date) = date(t.ticket_date) and o.meter_start = t.meter_start and o.meter_end = t.meter_end
        and o.id < t.id)`,
  },
  {
    kind: 'missed_day',
    table: 'daily_fuel_tickets',
    query: sql`select id from (select id, julianday(date(ticket_date))
      - lag(julianday(date(ticket_date))) over (order by ticket_date, id) as days from daily_fuel_tickets) where days > 1`,
  },
  {
    kind: 'meter_gap',
    table: 'daily_fuel_tickets',
    query: sql`select id from (select id, meter_start, lag(meter_start) over book as before_start,
        lag(meter_end) over book as before_end from daily_fuel_tickets window book as (order by ticket_date, id))
      where abs(meter_start - before_end) > 0.05 and meter_start <> before_start`,
  },
  {
    kind: 'meter_rollover',
    table: 'daily_fuel_tickets',
    query: sql`select id from daily_fuel_tickets where meter_end < meter_start`,
  },
  {
    kind: 'orphan_entry',
    table: 'orb_entries',
    query: sql`select id from orb_entries where sounding_id not in (select id from weekly_soundings)`,
  },
  {
    kind: 'two_active_pairs',
    table: 'service_tank_config',
    query: sql`select id from service_tank_config s where deactivated_at is null and exists
      (select 1 from service_tank_config o where o.deactivated_at is null
        and (o.activated_at > s.activated_at or (o.activated_at = s.activated_at and o.id > s.id)))`,
  },
  {
    kind: 'two_open_hitches',
    table: 'hitch_records',
    query: sql`select id from hitch_records h where is_start = 1 and end_date is null and exists
      (select 1 from hitch_records o where o.is_start = 1 and o.end_date is null
        and (o.date > h.date or (o.date = h.date and o.id > h.id)))`,
  },
  {
    kind: 'unknown_equipment',
    table: 'equipment_status',
    query: sql`select id from equipment_status where equipment_id not in (${sql.join(machineIds)})`,
  },
  {
    kind: 'role_spelling',
    table: 'users',
    query: sql`select id from users where role not in ('CHIEF_ENGINEER', 'ENGINEER', 'VIEWER')`,
  },
  {
    kind: 'title_too_long',
    table: 'weekly_soundings',
    query: sql`select id from weekly_soundings where length(engineer_title) > 50`,
  },
  {
    kind: 'notes_too_long',
    table: 'service_tank_config',
    query: sql`select id from service_tank_config where length(notes) > 200`,
  },
  {
    kind: 'time_spelling',
    table: 'weekly_soundings',
    query: sql`select id from weekly_soundings
      where recorded_at not glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'`,
  },
  {
    kind: 'half_inch',
    table: 'weekly_soundings',
    query: sql`select id from weekly_soundings
      where typeof(tank_17p_inches) <> 'integer' or typeof(tank_17s_inches) <> 'integer'`,
  },
  { kind: 'null_is_start', table: 'hitch_records', query: sql`select id from hitch_records where is_start is null` },
  {
    kind: 'form_total_mismatch',
    table: 'hitch_records',
    query: sql`select h.id from hitch_records h join fuel_tank_soundings t on t.hitch_id = h.id
      group by h.id having abs(h.total_fuel_gallons - sum(t.gallons)) > 0.5`,
  },
  {
    kind: 'chat_damaged',
    table: 'chat_sessions',
    query: sql`select id from chat_sessions where not json_valid(messages)`,
  },
]

/** Looks at every row of a book and changes nothing. */
export async function survey(db: Queries, tables: SoundingTables): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const { kind, table, query } of looks)
    for (const row of await db.all(query)) found.push({ kind, table, id: Number(row['id']) })
  const soundings = await db.all(sql`select * from weekly_soundings order by id`)
  return [...found, ...namesIn(soundings), ...volumesIn(soundings, tables), ...(await textsIn(db, soundings, tables))]
}

const namesIn = (soundings: readonly Row[]): readonly Found[] =>
  soundings
    .filter((row) => /[^\x00-\x7f]/.test(String(row['engineer_name'])))
    .map((row) => ({ kind: 'name_not_ascii', table: 'weekly_soundings', id: Number(row['id']) }))

const volumesIn = (soundings: readonly Row[], tables: SoundingTables): readonly Found[] =>
  soundings
    .filter((row) => !isByTable(row, tankOf(tables, '17P')) || !isByTable(row, tankOf(tables, '17S')))
    .map((row) => ({ kind: 'gallons_off_table', table: 'weekly_soundings', id: Number(row['id']) }))

/** Inches that are no whole number are told by their own kind: there is nothing to compare with. */
function isByTable(row: Row, { id, gallonsByInch }: Tank): boolean {
  const [feet, inches, gallons] = ['feet', 'inches', 'gallons'].map((name) => row[`tank_${id.toLowerCase()}_${name}`])
  if (typeof inches !== 'bigint') return true
  return gallonsByInch.get(Number(feet) * 12 + Number(inches)) === Number(gallons)
}

async function textsIn(db: Queries, soundings: readonly Row[], tables: SoundingTables): Promise<readonly Found[]> {
  const byId = new Map(soundings.map((row) => [row['id'], row]))
  const entries = await db.all(sql`select id, code, entry_text, sounding_id from orb_entries order by id`)
  return entries
    .filter((entry) => isEdited(entry, byId.get(entry['sounding_id'] ?? null), tables))
    .map((entry) => ({ kind: 'entry_edited', table: 'orb_entries', id: Number(entry['id']) }))
}

function isEdited(entry: Row, sounding: Row | undefined, tables: SoundingTables): boolean {
  if (sounding === undefined) return false
  const tank = tankOf(tables, entry['code'] === 'C' ? '17S' : '17P')
  return bookedText(sounding, tank).entry_text !== entry['entry_text']
}
