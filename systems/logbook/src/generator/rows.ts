import type { SoundingTables } from '../domain/sounding-table.ts'
import type { Random } from './random.ts'

/** A row as it is inserted into the table of the revision that made it. */
export type Row = { readonly id: number } & Record<string, string | number | null>

export const tableNames = [
  'weekly_soundings',
  'orb_entries',
  'service_tank_config',
  'daily_fuel_tickets',
  'status_events',
  'equipment_status',
  'oil_levels',
  'hitch_records',
  'fuel_tank_soundings',
  'users',
  'chat_sessions',
] as const
export type TableName = (typeof tableNames)[number]

/** Everything that was written down on board in some years, in the form of the first revisions. */
export type Voyage = Record<TableName, Row[]>

export type VoyageOptions = {
  readonly years: number
  readonly seed: number
  /** The first ISO day. */
  readonly start: string
  /** The meter's first reading. */
  readonly meter: number
}

export type Making = VoyageOptions & { readonly days: number; readonly random: Random; readonly tables: SoundingTables }
