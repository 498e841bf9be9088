import { type Sql, sql } from 'millwright'
import { conditions, eventTypes, machineIds, oilSources, sides, tankPairs } from './lists.ts'

/** A rule of the tables with the query for the rows that break it: none, or the rule cannot be written into the schema. */
export type Rule = { readonly name: string; readonly query: Sql }

const tanks = ['17p', '17s'] as const

const outOfRange = (tank: (typeof tanks)[number]): Sql => {
  const [feet, inches, gallons] = [
    sql.id(`tank_${tank}_feet`),
    sql.id(`tank_${tank}_inches`),
    sql.id(`tank_${tank}_gallons`),
  ]
  return sql`select id, ${feet} as feet, ${inches} as inches, ${gallons} as gallons from weekly_soundings
    where typeof(${feet}) <> 'integer' or typeof(${inches}) <> 'integer' or ${feet} not between 0 and 3
      or ${inches} not between 0 and 11 or ${gallons} < 0`
}

/** What the tables of soundings, entries, tickets, tanks and users are held to from the tenth revision on. */
export const firstRules: readonly Rule[] = [
  {
    name: 'no two soundings at one moment',
    query: sql`select group_concat(id) as ids, recorded_at from weekly_soundings group by recorded_at having count(*) > 1`,
  },
  ...tanks.map((tank) => ({ name: `tank ${tank}: whole feet and inches on the tape`, query: outOfRange(tank) })),
  {
    name: 'no title longer than 50 characters',
    query: sql`select id, engineer_title from weekly_soundings where length(engineer_title) > 50`,
  },
  {
    name: 'every entry has a code of the book',
    query: sql`select id, code from orb_entries where code not in ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I')`,
  },
  {
    name: 'every entry belongs to a sounding that is there',
    query: sql`select id, sounding_id from orb_entries
      where sounding_id is not null and sounding_id not in (select id from weekly_soundings)`,
  },
  {
    name: 'no meter runs backwards unless it came round',
    query: sql`select id, meter_start, meter_end from daily_fuel_tickets where meter_end < meter_start and rollover = 0`,
  },
  {
    name: 'at most one pair of tanks in service',
    query: sql`select group_concat(id) as ids from service_tank_config where deactivated_at is null having count(*) > 1`,
  },
  {
    name: 'every role is one of the three',
    query: sql`select id, username, role from users where role not in ('CHIEF_ENGINEER', 'ENGINEER', 'VIEWER')`,
  },
]

const notIn = (table: string, column: string, list: readonly string[]): Sql =>
  sql`select id, ${sql.id(column)} as found from ${sql.id(table)} where ${sql.id(column)} not in (${sql.join(list)})`

/** What the other tables are held to from the sixteenth revision on. */
export const houseRules: readonly Rule[] = [
  {
    name: 'one ticket a day',
    query: sql`select group_concat(id) as ids, substr(ticket_date, 1, 10) as day from daily_fuel_tickets
      group by substr(ticket_date, 1, 10) having count(*) > 1`,
  },
  {
    name: 'every meter between 0 and 999,999.9',
    query: sql`select id, meter_start, meter_end from daily_fuel_tickets
      where meter_start not between 0 and 999999.9 or meter_end not between 0 and 999999.9 or consumption_gallons < 0`,
  },
  { name: 'tickets name a pair of tanks', query: notIn('daily_fuel_tickets', 'service_tank_pair', tankPairs) },
  { name: 'the pair in service is one of the ship', query: notIn('service_tank_config', 'tank_pair', tankPairs) },
  {
    name: 'no notes of a pair longer than 200 characters',
    query: sql`select id, length(notes) as length from service_tank_config where length(notes) > 200`,
  },
  { name: 'events are of a known type', query: notIn('status_events', 'event_type', eventTypes) },
  { name: 'machines are those of the ship', query: notIn('equipment_status', 'equipment_id', machineIds) },
  {
    name: 'a machine is online, or somebody says why not',
    query: sql`select id, equipment_id, status, note from equipment_status
      where status not in (${sql.join(conditions)}) or (status <> 'online' and coalesce(length(trim(note)), 0) = 0)`,
  },
  {
    name: 'every record says whether it starts or ends a hitch',
    query: sql`select id, date, is_start from hitch_records where is_start is null or is_start not in (0, 1)`,
  },
  {
    name: 'at most one hitch is open',
    query: sql`select group_concat(id) as ids from hitch_records where is_start = 1 and end_date is null having count(*) > 1`,
  },
  {
    name: 'each tank once in a form, and the day tanks are 18',
    query: sql`select min(id) as id, hitch_id, tank_number, side from fuel_tank_soundings
      group by hitch_id, tank_number, side
      having count(*) > 1 or tank_number not in (${sql.join(tankPairs)}) or side not in (${sql.join(sides)})
        or min(coalesce(is_day_tank, -1)) <> (tank_number = '18') or min(gallons) < 0`,
  },
  {
    name: 'oil levels are not negative and say where they come from',
    query: sql`select id, source from oil_levels where source not in (${sql.join(oilSources)})
      or min(coalesce(tank_15p_lube, 0), coalesce(tank_15s_gear, 0), coalesce(tank_16p_lube, 0), coalesce(tank_16s_hyd, 0)) < 0`,
  },
]
