import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSoundingTables, type SoundingTables, type Tank, tankOf } from '../../src/domain/sounding-table.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

type RawPoint = { feet: number; inches: number; gallons: number }
type RawTank = { name: string; orb_code: string; capacity_gallons: number; capacity_m3: number; soundings: RawPoint[] }
export type RawTables = {
  metadata: { vessel: string; units: Record<string, string>; conversion_factor_gal_to_m3: number }
  tanks: Record<string, RawTank>
}

/** The file as it lies there, to be changed by a test. */
export const rawTables = (): RawTables =>
  JSON.parse(readFileSync(join(root, 'data', 'sounding-tables.json'), 'utf8')) as RawTables

export const tables: SoundingTables = readSoundingTables(rawTables())
export const tank17P: Tank = tankOf(tables, '17P')
export const tank17S: Tank = tankOf(tables, '17S')
