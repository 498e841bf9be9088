import { isProblem, sql, up } from 'millwright'
import { expect, test } from 'vitest'
import { lookAtLegacy } from '../../src/move/look.ts'
import { mappingFrom } from '../../src/move/mapping.ts'
import { factoryProject, type MoveParams } from '../../src/move/project.ts'
import { describePostgres } from '../support/databases.ts'
import { type MovedEnd, paramsFor, withDatabase } from './moved.ts'
import { count, samples, smallLegacy } from './small-legacy.ts'

const days = { from: '2025-03-29', to: '2025-03-31' }

describePostgres('what a mapping says', (bench) => {
  async function moveWith(mapping: object, more: readonly string[] = [], change: Partial<MoveParams> = {}) {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source, more)).db.close()
    const params = { ...paramsFor(source), ...days, mapping: JSON.stringify(mapping), ...change }
    const end = (await up(await factoryProject(target, params), { yes: true })) as MovedEnd
    expect(end.verdict).toBe('PROVED')
    return { source, all: (query: string) => withDatabase(target, (db) => db.all(sql.raw(query))) }
  }

  test('tables and columns of other names', { timeout: 120_000 }, async () => {
    const renames = [
      samples('u1', '2025-03-29 05:00', 60),
      `alter table "WorkUnit" rename to "Machines"`,
      `alter table "Machines" rename column "workUnitType" to kind`,
      `alter table "OperationalMetric" rename column "actualSpeed" to speed`,
    ]
    const mapping = {
      tables: {
        WorkUnit: { from: 'Machines', columns: { workUnitType: 'kind' } },
        OperationalMetric: { columns: { actualSpeed: 'speed' } },
      },
    }
    const { source, all } = await moveWith(mapping, renames)
    expect(await all(`select "equipmentType" as type from "Equipment"`)).toEqual([{ type: 'CNC' }])
    expect(
      await all(`select sum("durationSeconds")::int as s from equipment_states where state = 'PRODUCING'`),
    ).toEqual([{ s: 3_660n }])
    await expect(lookAtLegacy(source, [])).rejects.toMatchObject({ code: 'FAC205' })
    expect(await lookAtLegacy(source, [], mappingFrom(JSON.stringify(mapping)).tables)).toMatchObject({ rows: 60 })
  })

  test('D29: shifts of its own, and the days on which it works', { timeout: 120_000 }, async () => {
    const night = { code: 'N', name: 'Night', start: '20:00', end: '04:00', breakMinutes: 20 }
    const long = { code: 'L', name: 'Around the clock', start: '22:00', end: '22:00' }
    const one = await moveWith(
      { shifts: { P1: [night] }, calendars: { '*': { weekdays: [6, 1], except: ['2025-03-31'] } } },
      [samples('u1', '2025-03-29 19:00', 420)],
    )
    const instances = `select s."shiftCode" as code, "actualStartTime" as at, "plannedMinutes"::int as minutes, i."breakMinutes"::int as rest
      from "ShiftInstance" as i join "Shift" as s on s.id = i."shiftId" order by 2`
    expect(await one.all(instances)).toEqual([{ code: 'N', at: '2025-03-29 19:00:00+00', minutes: 420n, rest: 20n }])
    expect(
      await one.all(`select round("plannedTime")::int as planned, availability as a from oee_calculations`),
    ).toEqual([{ planned: 420n, a: 1 }])
    const whole = await moveWith({ shifts: { '*': [long] } }, [samples('u1', '2025-03-29 21:00', 10)])
    expect(await whole.all(instances)).toEqual([
      { code: 'L', at: '2025-03-29 21:00:00+00', minutes: 1_380n, rest: 0n },
      { code: 'L', at: '2025-03-30 20:00:00+00', minutes: 1_440n, rest: 0n },
      { code: 'L', at: '2025-03-31 20:00:00+00', minutes: 1_440n, rest: 0n },
    ])
  })

  test('counters that only grow, and periods that are known by their end', { timeout: 120_000 }, async () => {
    const counters = [
      samples('u1', '2025-03-29 05:00', 480),
      count('u1', '2025-03-29 05:10', '100, 90, 10'),
      count('u1', '2025-03-29 05:20', '150, 138, 12'),
      count('u1', '2025-03-29 05:30', '7, 7, 0'),
      count('u1', '2025-03-29 13:00', '20, 19, 1'),
    ]
    const { all } = await moveWith({ counts: { mode: 'cumulative', anchor: 'period_end' } }, counters)
    const found =
      await all(`select to_char(c."timestamp", 'HH24:MI') as at, "totalCount"::int as total, "goodCount"::int as good, s."shiftCode" as shift
      from production_counts as c join "ShiftInstance" as i on i.id = c."shiftInstanceId" join "Shift" as s on s.id = i."shiftId" order by 1`)
    expect(found).toEqual([
      { at: '05:20', total: 50n, good: 48n, shift: 'A' },
      { at: '05:30', total: 7n, good: 7n, shift: 'A' },
      { at: '13:00', total: 13n, good: 12n, shift: 'A' },
    ])
  })

  test('cells as work centres, cycle times of products, and how states are read', { timeout: 120_000 }, async () => {
    const stamps = `'2020-01-01', '2020-01-01'`
    const more = [
      `insert into "Cell" values ('c1', 'l1', 'C1', 'Cell', ${stamps})`,
      `insert into "WorkUnit" (id, code, name, "cellId", "workUnitType", "createdAt", "updatedAt") values ('u2', 'U2', 'In a cell', 'c1', 'CNC', ${stamps})`,
      samples('u2', '2025-03-29 05:00', 60),
      `insert into "DowntimeEvent" (id, "workUnitId", "isPlanned", reason, "startTime", "endTime", "createdAt")
        values ('d1', 'u2', false, 'X', '2025-03-29 05:10', '2025-03-29 05:20', '2025-03-29')`,
      count('u2', '2025-03-29 05:00', '10, 10, 0'),
    ]
    const mapping = {
      cells: 'as-workcenter',
      products: [{ code: 'PRD-1', standardCycleTime: 60, targetPPM: 500 }],
      states: { conflict: 'event-wins' },
    }
    const { all } = await moveWith(mapping, more)
    expect(
      await all(
        `select w.code, w."workCenterType" as type from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId" where e.id = 'u2'`,
      ),
    ).toEqual([{ code: 'P1-L1-C1', type: 'CELL' }])
    expect(await all(`select "netOperatingTime" as net, "breakdownLoss" as down from oee_calculations`)).toEqual([
      { net: 10, down: 10 },
    ])
    expect(await all(`select "targetPPM"::int as ppm from "Product"`)).toEqual([{ ppm: 500n }])
  })
})

test.each([
  ['{', 'the mapping'],
  ['{"shfts": {}}', 'the mapping'],
  ['{"shifts": {"P1": [{"code": "A", "name": "A", "start": "6:00", "end": "14:00"}]}}', 'shifts.P1.0.start'],
  ['{"timezones": {"P1": "Mars/Olympus"}}', 'timezones.P1'],
  ['{"products": [{"code": "X", "standardCycleTime": -1}]}', 'products.0.standardCycleTime'],
  ['{"calendars": {"*": {"weekdays": [8]}}}', 'calendars.*.weekdays.0'],
])('the mapping %s is refused, with its place', (text, place) => {
  let found: unknown
  try {
    mappingFrom(text)
  } catch (error) {
    found = isProblem(error) ? [error.code, error.text.what.includes(` ${place}: `)] : error
  }
  expect(found).toEqual(['FAC208', true])
})
