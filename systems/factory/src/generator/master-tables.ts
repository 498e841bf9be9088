import { siteOf, type Site, type Unit, unitsIn } from './site.ts'
import { downtimeTypeId, downtimeTypes } from './events.ts'
import { defectTypeId } from './quality.ts'
import type { Recipe } from './recipe.ts'
import { type Cell, stamp, type TableRows, tableOf } from './table.ts'

const born = Date.UTC(2020, 0, 1) / 1_000
const changed = Date.UTC(2025, 0, 1) / 1_000

const stamps = { createdAt: (): Cell => stamp(born), updatedAt: (): Cell => stamp(changed) }

const countries = ['DE', 'US', 'IN', 'AU'] as const
const categories = [
  'DIMENSIONAL',
  'SURFACE',
  'ASSEMBLY',
  'ELECTRICAL',
  'COSMETIC',
  'MATERIAL',
  'LABEL',
  'OTHER',
] as const
const severities = ['critical', 'major', 'minor'] as const
const usersPerSite = 20
const sessionsPerSite = 40

/** Plants, their lines and machines, the two lists of types, users and sessions. */
export const masterTables = (recipe: Recipe): readonly TableRows[] => [
  ...placeTables(recipe),
  unitTable(recipe),
  ...typeTables(),
  userTable(recipe),
  sessionTable(recipe),
]

function* sitesIn({ scale }: Recipe): Generator<Site> {
  for (let k = 0; k < scale; k++) yield siteOf(k)
}

type PlantLine = { readonly site: Site; readonly line: number }

function* linesIn(recipe: Recipe): Generator<PlantLine> {
  for (const site of sitesIn(recipe)) for (const line of [0, 1]) yield { site, line }
}

const plantId = ({ k }: Site): string => `plant-${k}`
const areaId = ({ k }: Site): string => `area-${k}`
const lineId = ({ site, line }: PlantLine): string => `line-${site.k}-${line}`
const cellId = ({ site, line }: PlantLine): string => `cell-${site.k}-${line}`

const placeTables = (recipe: Recipe): readonly TableRows[] => [
  tableOf<Site>(
    'Plant',
    {
      id: plantId,
      code: ({ code }) => code,
      name: ({ code }) => `Plant ${code}`,
      timezone: ({ zone }) => zone,
      country: ({ k }) => countries[k % countries.length] as string,
      address: () => null,
      isActive: () => true,
      ...stamps,
    },
    () => sitesIn(recipe),
  ),
  tableOf<Site>('Area', { id: areaId, plantId, code: () => 'A1', name: () => 'Assembly', ...stamps }, () =>
    sitesIn(recipe),
  ),
  tableOf<PlantLine>(
    'Line',
    {
      id: lineId,
      areaId: ({ site }) => areaId(site),
      code: ({ line }) => `L${line + 1}`,
      name: ({ line }) => `Line ${line + 1}`,
      costCenter: ({ line }) => `CC-${100 + line}`,
      isActive: () => true,
      ...stamps,
    },
    () => linesIn(recipe),
  ),
  tableOf<PlantLine>('Cell', { id: cellId, lineId, code: () => 'C1', name: () => 'Cell 1', ...stamps }, () =>
    linesIn(recipe),
  ),
]

const hangsOnCell = ({ j }: Unit): boolean => j >= 3

function unitTable(recipe: Recipe): TableRows {
  const lacksCycle = ({ j }: Unit): boolean => recipe.isDefective && j === 2
  const lacksSpeed = ({ g }: Unit): boolean => recipe.isDefective && g % 10 === 7
  return tableOf<Unit>(
    'WorkUnit',
    {
      id: ({ id }) => id,
      code: ({ code }) => code,
      name: ({ code }) => `Machine ${code}`,
      lineId: (unit) => (hangsOnCell(unit) ? null : lineId(unit)),
      cellId: (unit) => (hangsOnCell(unit) ? cellId(unit) : null),
      workUnitType: ({ j }) => (j < 3 ? 'CNC' : 'ASSEMBLY'),
      manufacturer: () => 'Invented Machines',
      model: ({ j }) => `IM-${j + 1}`,
      serialNumber: ({ g }) => `SN-${String(g).padStart(6, '0')}`,
      nominalSpeed: (unit) => (lacksSpeed(unit) ? null : 3_600 / unit.cycle),
      theoreticalCycleTime: (unit) => (lacksCycle(unit) ? null : unit.cycle),
      status: () => 'operational',
      installationDate: () => stamp(born),
      location: () => null,
      description: () => null,
      isActive: ({ j }) => j !== 4,
      ...stamps,
    },
    () => unitsIn(recipe.scale),
  )
}

const typeTables = (): readonly TableRows[] => [
  tableOf<(typeof downtimeTypes)[number]>(
    'DowntimeType',
    {
      id: ({ code }) => downtimeTypeId(code),
      code: ({ code }) => code,
      name: ({ name }) => name,
      category: ({ category }) => category,
      isPlanned: ({ isPlanned }) => isPlanned,
      affectsOee: ({ isPlanned }) => !isPlanned,
    },
    () => downtimeTypes,
  ),
  tableOf<number>(
    'DefectType',
    {
      id: defectTypeId,
      code: (index) => `DC-${String(index + 1).padStart(2, '0')}`,
      name: (index) => `Defect ${index + 1}`,
      category: (index) => categories[index] as string,
      severity: (index) => severities[index % severities.length] as string,
    },
    () => categories.keys(),
  ),
]

type Numbered = { readonly site: Site; readonly nth: number }

function* numbered(recipe: Recipe, perSite: number): Generator<Numbered> {
  for (const site of sitesIn(recipe)) for (let nth = 0; nth < perSite; nth++) yield { site, nth }
}

const userId = ({ k }: Site, nth: number): string => `user-${k}-${nth}`

const userTable = (recipe: Recipe): TableRows =>
  tableOf<Numbered>(
    'User',
    {
      id: ({ site, nth }) => userId(site, nth),
      email: ({ site, nth }) => `user${nth}@${site.code.toLowerCase()}.example`,
      name: ({ nth }) => (nth % 10 === 9 ? null : `User ${nth}`),
      role: ({ nth }) => (nth === 0 ? 'admin' : 'operator'),
      department: ({ nth }) => (nth % 2 === 0 ? 'Production' : 'Maintenance'),
      passwordHash: ({ site, nth }) => `invented$${recipe.draw(50, site.k)(nth, 0).toString(16)}`,
      lastLogin: () => stamp(changed),
      siteId: ({ site }) => plantId(site),
      ...stamps,
    },
    () => numbered(recipe, usersPerSite),
  )

const expired = Date.UTC(2025, 1, 1) / 1_000
const farAhead = Date.UTC(2099, 0, 1) / 1_000

const sessionTable = (recipe: Recipe): TableRows =>
  tableOf<Numbered>(
    'Session',
    {
      id: ({ site, nth }) => `session-${site.k}-${nth}`,
      userId: ({ site, nth }) => userId(site, nth % usersPerSite),
      token: ({ site, nth }) => `invented-${site.k}-${nth}-${recipe.draw(51, site.k)(nth, 0).toString(16)}`,
      expiresAt: ({ nth }) => stamp(nth < usersPerSite ? expired : farAhead),
      createdAt: () => stamp(born),
    },
    () => numbered(recipe, sessionsPerSite),
  )
