import type { Note } from 'millwright'
import { isZone } from '../shifts/local-time.ts'
import { type Outcome, refused, warning } from './outcome.ts'

/** A plant as the legacy database has it. Times are text in UTC. */
export type Plant = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly timezone: string | null
  readonly country: string | null
  readonly isActive: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export type SiteRow = Omit<Plant, 'timezone'> & { readonly timezone: string }

/** The zone that a site gets, or what is wrong with it. A zone that is missing is UTC; one that is wrong is never guessed. */
export function zoneOf(
  { code, timezone }: Pick<Plant, 'code' | 'timezone'>,
  overrides: Readonly<Record<string, string>>,
): { readonly zone: string; readonly isMissing: boolean } | { readonly invalid: string } {
  const override = overrides[code]
  if (override !== undefined) return { zone: override, isMissing: false }
  const text = timezone?.trim() ?? ''
  if (text === '' || text === 'NaN') return { zone: 'UTC', isMissing: true }
  return isZone(text) ? { zone: text, isMissing: false } : { invalid: text }
}

export function siteOf(plant: Plant, overrides: Readonly<Record<string, string>>): Outcome<SiteRow> {
  const zone = zoneOf(plant, overrides)
  if ('invalid' in zone) return refused('TZ_INVALID', 'timezone', `${zone.invalid} is no zone of the IANA's list`)
  const notes: Note[] = []
  if (zone.isMissing) notes.push(warning('TZ_MISSING', 'timezone', 'the plant has no zone; its clock is taken for UTC'))
  const country = plant.country?.trim().toUpperCase() ?? ''
  const isCountry = country.length === 2
  if (!isCountry && country !== '') notes.push(warning('COUNTRY_INVALID', 'country', 'a country has two letters'))
  return { kind: 'row', row: { ...plant, timezone: zone.zone, country: isCountry ? country : null }, notes }
}

/** What kind of work centre a place becomes. */
type CenterType = 'LINE' | 'CELL' | 'AREA'

/** A line with the codes above it, and how unique its own code is among all lines. */
export type Line = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly plantId: string
  readonly plantCode: string
  readonly areaCode: string
  readonly costCenter: string | null
  readonly isActive: boolean
  readonly createdAt: string
  readonly updatedAt: string
  /** `line` where every line has a code of its own, `plant` where it has one within its plant, else `area`. */
  readonly uniqueBy: 'line' | 'plant' | 'area'
  readonly type: CenterType
}

export type WorkCenterRow = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly siteId: string
  readonly workCenterType: CenterType
  readonly costCenter: string | null
  readonly isActive: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

const longestCode = 50

export function workCenterOf(line: Line): Outcome<WorkCenterRow> {
  const code = codeOf(line)
  if (code.length > longestCode)
    return refused('CODE_TOO_LONG', 'code', `${code} is longer than ${longestCode} characters`)
  const { id, name, plantId: siteId, costCenter, isActive, createdAt, updatedAt, type: workCenterType } = line
  const notes: Note[] =
    code === line.code
      ? []
      : [{ code: 'CODE_CHANGED', severity: 'info', field: 'code', message: 'its code got the codes above it' }]
  return {
    kind: 'row',
    row: { id, code, name, siteId, workCenterType, costCenter, isActive, createdAt, updatedAt },
    notes,
  }
}

function codeOf({ uniqueBy, code, plantCode, areaCode }: Line): string {
  if (uniqueBy === 'line') return code
  return uniqueBy === 'plant' ? `${plantCode}-${code}` : `${plantCode}-${areaCode}-${code}`
}

/** A work unit with the line that it or its cell stands on. */
export type WorkUnit = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly lineId: string | null
  readonly workUnitType: string
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serialNumber: string | null
  readonly nominalSpeed: number | null
  readonly theoreticalCycleTime: number | null
  readonly installationDate: string | null
  readonly isActive: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export type EquipmentRow = Omit<WorkUnit, 'lineId' | 'workUnitType' | 'installationDate'> & {
  readonly workCenterId: string
  readonly equipmentType: string
  readonly commissionDate: string | null
}

/** How far cycle time and speed may be apart before somebody should look. */
const tolerance = 0.05

export function equipmentOf({ lineId, workUnitType, installationDate, ...unit }: WorkUnit): Outcome<EquipmentRow> {
  if (lineId === null) return refused('EQ_NO_LINE', 'lineId', 'it stands neither on a line nor in a cell')
  const notes: Note[] = []
  const positive = (field: 'nominalSpeed' | 'theoreticalCycleTime'): number | null => {
    const value = unit[field]
    if (value === null || value > 0) return value
    notes.push(warning('NOT_POSITIVE', field, 'it is not above 0, and is taken for unknown'))
    return null
  }
  const [nominalSpeed, theoreticalCycleTime] = [positive('nominalSpeed'), positive('theoreticalCycleTime')]
  if (isInconsistent(theoreticalCycleTime, nominalSpeed))
    notes.push(warning('CT_INCONSISTENT', 'theoreticalCycleTime', 'it does not agree with the nominal speed'))
  return {
    kind: 'row',
    row: {
      ...unit,
      nominalSpeed,
      theoreticalCycleTime,
      workCenterId: lineId,
      equipmentType: workUnitType,
      commissionDate: installationDate,
    },
    notes,
  }
}

const isInconsistent = (cycle: number | null, speed: number | null): boolean =>
  cycle !== null && speed !== null && Math.abs((cycle * speed) / 3_600 - 1) > tolerance
