import { sql, up } from 'millwright'
import { beforeAll, expect, test } from 'vitest'
import { openUrl } from '../../src/database/open.ts'
import { legacySchema } from '../../src/database/schema-files.ts'
import { lookAtLegacy } from '../../src/move/look.ts'
import { factoryProject, type MoveParams } from '../../src/move/project.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { type MovedEnd, withDatabase } from './moved.ts'

/** Two machines in Berlin: one works the early shift, the other one from seven to three, which is no shift that has a name. */
const rows = [
  `insert into "Site" (id, code, name, timezone) values ('s1', 'S1', 'Site', 'Europe/Berlin')`,
  `insert into "Equipment" (id, code, name, type, "siteId") values ('e1', 'E1', 'One', 'CNC', 's1'), ('e2', 'E2', 'Two', 'CNC', 's1')`,
  `insert into metrics select 'sp-' || e || n, timestamptz '2025-03-10 05:00Z' + n * interval '5 minutes', e, 'speed',
      case when n between 12 and 14 then 0 else 100 end, '1/h', case when n = 40 then 0 else 192 end
    from generate_series(0, 95) as n, (values ('e1'), ('e2')) as machine (e)`,
  `insert into metrics select 'te-' || n, timestamptz '2025-03-10 05:00Z' + n * interval '5 minutes', 'e1', 'temperature', 40, 'C', 192
    from generate_series(0, 95) as n`,
  `insert into oee_data select 'o1-' || n, timestamptz '2025-03-10 05:00Z' + n * interval '1 hour', 'e1', '2025-03-10 05:00Z', '2025-03-10 13:00Z',
      50, 50, 50, 12.5, 60, 45, 30, 80 + n, 78 from generate_series(0, 7) as n`,
  `insert into oee_data select 'o2-' || n, timestamptz '2025-03-10 06:00Z' + n * interval '1 hour', 'e2', '2025-03-10 06:00Z', '2025-03-10 14:00Z',
      50, 50, 50, 12.5, 60, case when n = 3 then 61 else 30 end, 30, 50, case when n = 5 then 51 else 50 end from generate_series(0, 7) as n`,
  `insert into "Alert" values ('a1', '2025-03-10 05:00Z', 'e1', 'low', 'breakdown', 'It stands')`,
  `insert into "User" (id, email, name, role, "siteId") values ('u1', 'a@example.org', 'A', 'admin', 's1')`,
  `insert into "Session" values ('x1', 'u1', 'old', '2025-01-01Z', '2024-01-01Z'), ('x2', 'u1', 'new', '2099-01-01Z', '2024-01-01Z')`,
]

describeEachDatabase('a factory of seven tables', (bench) => {
  let target: string
  let source: string
  let end: MovedEnd
  beforeAll(async () => {
    ;[source, target] = [bench.newUrl(), bench.newUrl()]
    const { db, runScript } = await openUrl(source)
    await runScript(legacySchema('factory-7'))
    for (const row of rows) await db.run(sql.raw(row))
    await db.close()
    const params: MoveParams = {
      source,
      profile: 'factory-7',
      from: '2025-03-10',
      to: '2025-03-10',
      accept: 'Alert,metrics',
      sessions: 'unexpired',
      mapping: JSON.stringify({ workCenters: { E2: 'Welding' }, roles: { admin: 'manager' } }),
    }
    end = (await up(await factoryProject(target, params), { yes: true })) as MovedEnd
  }, 120_000)

  const all = (query: string) => withDatabase(target, (db) => db.all(sql.raw(query)))

  test('is told from one of seventeen', async () => {
    expect(await lookAtLegacy(source, [])).toMatchObject({ profile: 'factory-7', rows: 288 })
  })

  test('is moved and proved; hours that contradict themselves are set aside', async () => {
    expect(end.verdict).toBe('PROVED')
    expect(await all(`select distinct rule, count(*)::int as n from millwright_reject group by rule`)).toEqual([
      { rule: 'OEE7_INCONSISTENT', n: 2n },
    ])
  })

  test('a machine stands on the work centre of its site, or where somebody said', async () => {
    const found =
      await all(`select e.code, w.code as center, w.name, w."workCenterType" as type, e."theoreticalCycleTime" as cycle
      from "Equipment" as e join "WorkCenter" as w on w.id = e."workCenterId" order by 1`)
    expect(found).toEqual([
      { code: 'E1', center: 'S1-WC', name: 'Default work center', type: 'AREA', cycle: 30 },
      { code: 'E2', center: 'Welding', name: 'Welding', type: 'AREA', cycle: 30 },
    ])
  })

  test('figures come out of the sums of hours, and never out of percentages', async () => {
    const found =
      await all(`select "equipmentId" as e, "plannedTime" as planned, "operatingTime" as ran, "netOperatingTime" as net, "totalProduced"::int as total,
      "goodProduced"::int as good, round(availability::numeric, 6)::text as a, round(performance::numeric, 6)::text as p, round(oee::numeric, 6)::text as oee,
      "idleLoss" as idle from oee_calculations order by 1`)
    expect(found).toEqual([
      {
        e: 'e1',
        planned: 480,
        ran: 360,
        net: 334,
        total: 668n,
        good: 624n,
        a: '0.750000',
        p: '0.927778',
        oee: '0.650000',
        idle: 120,
      },
      {
        e: 'e2',
        planned: 360,
        ran: 180,
        net: 150,
        total: 300n,
        good: 300n,
        a: '0.500000',
        p: '0.833333',
        oee: '0.416667',
        idle: 180,
      },
    ])
  })

  test('a shift that has no name gets one, with its real times', async () => {
    const found =
      await all(`select s."shiftCode" as code, s."startTime" as starts, s."endTime" as ends, i."actualStartTime" as at, i."plannedMinutes"::int as minutes
      from oee_calculations as o join "ShiftInstance" as i on i.id = o."shiftInstanceId" join "Shift" as s on s.id = i."shiftId" order by o."equipmentId"`)
    expect(found).toEqual([
      { code: 'A', starts: '06:00', ends: '14:00', at: '2025-03-10 05:00:00+00', minutes: 480n },
      { code: 'X1', starts: '07:00', ends: '15:00', at: '2025-03-10 06:00:00+00', minutes: 480n },
    ])
  })

  test('states come from speeds of good quality, each of them valid for ten minutes', async () => {
    const found = await all(`select to_char("startTime", 'HH24:MI') as at, "durationSeconds"::int as s, state, reason
      from equipment_states where "equipmentId" = 'e1' order by "startTime"`)
    expect(found.map(({ at, s, state, reason }) => [at, Number(s), state, reason].join(' '))).toEqual([
      '05:00 3600 PRODUCING ',
      '06:00 900 IDLE ',
      '06:15 24300 PRODUCING ',
    ])
  })

  test('counts are those of consistent hours; users and sessions come along', async () => {
    expect(await all(`select count(*)::int as n, sum("totalCount")::int as total from production_counts`)).toEqual([
      { n: 14n, total: 968n },
    ])
    expect(await all(`select email, role from "User"`)).toEqual([{ email: 'a@example.org', role: 'manager' }])
    expect(await all(`select id from "Session"`)).toEqual([{ id: 'x2' }])
  })
})
