/** Twelve plants that nobody would invent, and each of which somebody has. */
import { sql, up } from 'millwright'
import { expect, test } from 'vitest'
import { factoryProject, type MoveParams } from '../../src/move/project.ts'
import { describePostgres } from '../support/databases.ts'
import { type MovedEnd, paramsFor, withDatabase } from './moved.ts'
import { samples, smallLegacy } from './small-legacy.ts'

const stamps = `'2020-01-01', '2020-01-01'`

const text = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)

/** The code, the zone and the country of each plant; the first three have a line of the same code. */
const plants: readonly (readonly [code: string, zone: string | null, country: string | null])[] = [
  ['001', null, null],
  ['1e5', '', ''],
  ['null', 'NaN', 'NA'],
  ['with, comma', 'Mars/Olympus', 'de'],
  ['with "quote" and \'quote\'', 'europe/berlin', 'DEU'],
  ['with\nnewline', 'UTC', 'DE'],
  ['with 🏭', 'Etc/GMT+5', 'US'],
  ['E08', 'Asia/Kathmandu', 'NP'],
  ['E09', 'Australia/Lord_Howe', 'AU'],
  ['E10', 'America/Sao_Paulo', 'BR'],
  ['E11', 'Pacific/Apia', 'WS'],
  ['E12', 'Europe/Berlin', 'DE'],
]

const unit = (
  n: number,
): string => `insert into "WorkUnit" (id, code, name, "lineId", "workUnitType", "nominalSpeed", "createdAt", "updatedAt")
  values ('eu${n}', 'EU${n}', 'Unit', 'el${n}', 'CNC', 60, ${stamps})`

const places = plants.flatMap(([code, zone, country], at) => [
  `insert into "Plant" values ('ep${at}', ${text(code)}, ${text(code)}, ${text(zone)}, ${text(country)}, null, true, ${stamps})`,
  `insert into "Area" values ('ea${at}', 'ep${at}', 'A1', 'Area', ${stamps})`,
  `insert into "Line" values ('el${at}', 'ea${at}', '${at < 3 ? 'SAME' : `E${at}`}', 'Line', null, true, ${stamps})`,
  unit(at),
])

const happened = [
  samples('eu4', '2025-03-10 00:00', 1_440),
  samples('eu8', '2025-03-09 12:00', 1_440),
  `insert into "DowntimeEvent" (id, "workUnitId", "isPlanned", reason, "startTime", "endTime", "createdAt") values
    ('old', 'eu11', false, 'OLD', '1970-01-01', '1970-01-02', '2025-03-10'),
    ('long', 'eu11', true, 'LONG', '2024-06-01', '2025-07-06', '2025-03-10')`,
]

const user = (id: string, email: string): string =>
  `insert into "User" (id, email, role, "passwordHash", "createdAt", "updatedAt") values ('${id}', '${email}', 'user', 'invented', ${stamps})`

const stray = [
  `alter table "WorkUnit" drop constraint "WorkUnit_place"`,
  `insert into "WorkUnit" (id, code, name, "workUnitType", "createdAt", "updatedAt") values ('nowhere', 'NOWHERE', 'Unit', 'CNC', ${stamps})`,
]

const shift = (code: string, start: string, end: string) => ({ code, name: code, start, end, breakMinutes: 30 })

const mapping = {
  timezones: { 'with, comma': 'Asia/Tokyo' },
  shifts: {
    E09: [shift('W', '22:00', '22:00')],
    'with "quote" and \'quote\'': [shift('A', '06:00', '14:30'), shift('B', '14:00', '22:00')],
  },
}

describePostgres('the fixture EDGE-1', (bench) => {
  async function moveEdge(more: readonly string[], said: object): Promise<{ target: string; end: MovedEnd }> {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source, [...places, ...happened, ...more])).db.close()
    const params: MoveParams = {
      ...paramsFor(source),
      from: '2025-03-10',
      to: '2025-03-10',
      mapping: JSON.stringify(said),
    }
    return { target, end: (await up(await factoryProject(target, params), { yes: true })) as MovedEnd }
  }

  const rows = (target: string, query: string) => withDatabase(target, (db) => db.all(sql.raw(query)))

  test.each([
    ['a zone on Mars', 'TZ_INVALID', [], {}],
    ['a unit with neither line nor cell', 'EQ_NO_LINE', stray, mapping],
    ['two users whose addresses differ in case alone', 'USR_DUP_EMAIL', [user('a', 'A@x'), user('b', 'a@x')], mapping],
  ] as const)('%s is refused', { timeout: 120_000 }, async (...[, code, more, said]) => {
    const { end } = await moveEdge(more, said)
    expect(end.verdict).not.toBe('PROVED')
    expect(JSON.stringify(end.report)).toContain(code)
  })

  test('the rest is moved and proved', { timeout: 120_000 }, async () => {
    const { target, end } = await moveEdge([user('a', 'A@x')], mapping)
    expect([end.verdict, end.why]).toEqual([
      'PROVED',
      'every check passed, the books balance, and nothing else changed',
    ])
    const sites = await rows(target, `select code, timezone, country from "Site" where code <> 'P1' order by id`)
    expect(new Set(sites.map(({ code }) => code))).toEqual(new Set(plants.map(([code]) => code)))
    const zoneOf = Object.fromEntries(sites.map(({ code, timezone }) => [String(code), timezone]))
    expect([zoneOf['001'], zoneOf['1e5'], zoneOf['null'], zoneOf['with, comma']]).toEqual([
      'UTC',
      'UTC',
      'UTC',
      'Asia/Tokyo',
    ])
    expect(String(zoneOf['with "quote" and \'quote\'']).toLowerCase()).toBe('europe/berlin')
    const countryOf = Object.fromEntries(sites.map(({ code, country }) => [String(code), country]))
    expect(plants.map(([code]) => countryOf[code])).toEqual([
      null,
      null,
      'NA',
      'DE',
      null,
      'DE',
      'US',
      'NP',
      'AU',
      'BR',
      'WS',
      'DE',
    ])
    const lines = await rows(target, `select code from "WorkCenter" where id in ('el0', 'el1', 'el2') order by id`)
    expect(lines).toEqual([{ code: '001-SAME' }, { code: '1e5-SAME' }, { code: 'null-SAME' }])
    const shifts = await rows(
      target,
      `select s."siteId" as site, s."shiftCode" as code, i."plannedMinutes"::int as minutes, to_char(i."actualStartTime" at time zone 'UTC', 'DD HH24:MI') as at
        from "ShiftInstance" as i join "Shift" as s on s.id = i."shiftId" where s."siteId" in ('ep4', 'ep7', 'ep8') order by 1, 2`,
    )
    expect(shifts.map(({ site, code, minutes, at }) => [site, code, Number(minutes), at].join(' '))).toEqual([
      'ep4 A 510 10 05:00',
      'ep4 B 480 10 13:00',
      'ep7 A 480 10 00:15',
      'ep7 B 480 10 08:15',
      'ep7 C 480 10 16:15',
      'ep8 W 1440 10 11:00',
    ])
    // A second of two shifts belongs to the one that began earlier; what is before and after is in no shift and no row.
    const states = await rows(
      target,
      `select "equipmentId" as unit, s."shiftCode" as code, sum("durationSeconds")::int as seconds, min(state) as state
        from equipment_states as e join "ShiftInstance" as i on i.id = e."shiftInstanceId" join "Shift" as s on s.id = i."shiftId"
        group by 1, 2 order by 1, 2`,
    )
    expect(
      states.map(({ unit: machine, code, seconds, state }) => [machine, code, Number(seconds), state].join(' ')),
    ).toEqual([
      'eu11 A 28800 PLANNED_STOP',
      'eu11 B 28800 PLANNED_STOP',
      'eu11 C 28800 PLANNED_STOP',
      'eu4 A 30600 PRODUCING',
      'eu4 B 27000 PRODUCING',
      'eu8 W 86400 IDLE',
    ])
  })
})
