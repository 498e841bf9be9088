import { type Connection, isProblem, openDatabase, openProject, sql, type SourceChunk, up } from 'millwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { factsFrom } from '../../src/move/facts.ts'
import { lookAtLegacy } from '../../src/move/look.ts'
import { factoryProject, type MoveParams } from '../../src/move/project.ts'
import { statesFrom } from '../../src/move/states-source.ts'
import { describePostgres } from '../support/databases.ts'
import { type MovedEnd, paramsFor, withDatabase } from './moved.ts'
import { count, samples, smallLegacy } from './small-legacy.ts'

const oneDay = { from: '2025-03-10', to: '2025-03-10' }

const stamps = `'2020-01-01', '2020-01-01'`

describePostgres('a small legacy database', (bench) => {
  async function moveSmall(
    more: readonly string[],
    change: Partial<MoveParams> = {},
  ): Promise<{ target: string; end: MovedEnd }> {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source, more)).db.close()
    const project = await factoryProject(target, { ...paramsFor(source), ...oneDay, ...change })
    return { target, end: (await up(project, { yes: true })) as MovedEnd }
  }

  const rows = (target: string, query: string) => withDatabase(target, (db) => db.all(sql.raw(query)))

  test('D15, D17, D19, D20, D23, D33: overlaps, doubles, open ends and boundaries follow the rules', {
    timeout: 120_000,
  }, async () => {
    const { target, end } = await moveSmall([
      samples('u1', '2025-03-10 05:00', 480),
      `insert into "OperationalMetric" (id, "workUnitId", "timestamp", "actualSpeed", "createdAt")
        values ('twice', 'u1', '2025-03-10 06:00', 0, '2025-03-10 07:00')`,
      `insert into "DowntimeEvent" (id, "workUnitId", "isPlanned", reason, "startTime", "endTime", "createdAt") values
        ('d1', 'u1', false, 'A', '2025-03-10 07:00:10', '2025-03-10 07:00:40', '2025-03-10'),
        ('d2', 'u1', false, 'B', '2025-03-10 08:00', null, '2025-03-10'),
        ('d3', 'u1', true, 'C', '2025-03-10 09:00:05', '2025-03-10 09:00:50', '2025-03-10'),
        ('d4', 'u1', false, 'D', '2025-03-10 09:00:01', '2025-03-10 09:00:30', '2025-03-10')`,
      count('u1', '2025-03-10 05:00', '10, 9, 1'),
      count('u1', '2025-03-10 13:00', '7, 7, 0'),
      `insert into "ProductionMetric" (id, "workUnitId", "timestamp", "totalOutput", "goodOutput", "defectiveOutput", "createdAt")
        values ('again', 'u1', '2025-03-10 05:00', 12, 11, 1, '2025-03-11')`,
    ])
    expect([end.verdict, end.why]).toEqual([
      'PROVED',
      'every check passed, the books balance, and nothing else changed',
    ])
    const states = await rows(
      target,
      `select to_char("startTime", 'HH24:MI:SS') as at, "durationSeconds" as s, state, reason from equipment_states order by "startTime"`,
    )
    expect(states.map(({ at, s, state, reason }) => [at, Number(s), state, reason].join(' '))).toEqual([
      '05:00:00 3600 PRODUCING ',
      '06:00:00 60 IDLE ',
      '06:01:00 3550 PRODUCING ',
      '07:00:10 30 DOWN A',
      '07:00:40 7161 PRODUCING ',
      '09:00:01 4 DOWN D',
      '09:00:05 45 PLANNED_STOP C',
      '09:00:50 14350 PRODUCING ',
    ])
    const counts = await rows(
      target,
      `select c."totalCount"::int as n, s."shiftCode" as shift from production_counts as c
      join "ShiftInstance" as i on i.id = c."shiftInstanceId" join "Shift" as s on s.id = i."shiftId" order by c."timestamp"`,
    )
    expect(counts).toEqual([
      { n: 12n, shift: 'A' },
      { n: 7n, shift: 'B' },
    ])
  })

  test('E1, E3, E5: without plan, without running and without a cycle time', { timeout: 120_000 }, async () => {
    const { target, end } = await moveSmall([
      `insert into "WorkUnit" (id, code, name, "lineId", "workUnitType", "createdAt", "updatedAt") values
        ('u2', 'U2', 'No cycle', 'l1', 'CNC', ${stamps})`,
      `insert into "WorkUnit" (id, code, name, "lineId", "workUnitType", "nominalSpeed", "createdAt", "updatedAt") values
        ('u3', 'U3', 'Stopped', 'l1', 'CNC', 60, ${stamps}), ('u4', 'U4', 'Never seen', 'l1', 'CNC', 60, ${stamps})`,
      samples('u2', '2025-03-10 05:00', 60),
      `insert into "DowntimeEvent" (id, "workUnitId", "isPlanned", reason, "startTime", "endTime", "createdAt") values
        ('d1', 'u1', true, 'HOLIDAY', '2025-03-10 05:00', '2025-03-10 13:00', '2025-03-10'),
        ('d3', 'u3', false, 'X', '2025-03-10 05:00', '2025-03-10 12:00', '2025-03-10')`,
      count('u3', '2025-03-10 06:00', '10, 9, 1'),
    ])
    expect(end.verdict).toBe('PROVED')
    const figures = await rows(
      target,
      `select "equipmentId" as unit, availability, performance, quality, oee, "productiveTime" as productive from oee_calculations`,
    )
    expect(figures).toEqual([{ unit: 'u3', availability: 0, performance: 0, quality: 0.9, oee: 0, productive: 9 }])
    expect(await rows(target, `select distinct "equipmentId" as unit from equipment_states order by 1`)).toEqual([
      { unit: 'u1' },
      { unit: 'u2' },
      { unit: 'u3' },
    ])
  })

  test('D07, D24: lines of one code in three plants, and sites of other zones', { timeout: 120_000 }, async () => {
    const plant = (n: number, zone: string): readonly string[] => [
      `insert into "Plant" values ('p${n}', 'P${n}', 'Plant', '${zone}', 'US', null, true, ${stamps})`,
      `insert into "Area" values ('a${n}', 'p${n}', 'A1', 'Area', ${stamps})`,
      `insert into "Line" values ('l${n}', 'a${n}', 'L1', 'Line', null, true, ${stamps})`,
    ]
    const { target, end } = await moveSmall([...plant(2, 'America/New_York'), ...plant(3, '')])
    expect(end.verdict).toBe('PROVED')
    expect(await rows(target, `select code from "WorkCenter" order by code`)).toEqual([
      { code: 'P1-L1' },
      { code: 'P2-L1' },
      { code: 'P3-L1' },
    ])
    const starts = await rows(
      target,
      `select s."siteId" as site, i."actualStartTime" as at from "ShiftInstance" as i join "Shift" as s on s.id = i."shiftId"
      where s."shiftCode" = 'A' order by 1`,
    )
    expect(starts).toEqual([
      { site: 'p1', at: '2025-03-10 05:00:00+00' },
      { site: 'p2', at: '2025-03-10 10:00:00+00' },
      { site: 'p3', at: '2025-03-10 06:00:00+00' },
    ])
  })

  test('a zone that is none refuses the plant, until somebody says which it is', { timeout: 120_000 }, async () => {
    const mars = [`update "Plant" set timezone = 'Mars/Olympus'`]
    const refused = await moveSmall(mars)
    expect(refused.end.verdict).not.toBe('PROVED')
    expect(JSON.stringify(refused.end.report)).toContain('TZ_INVALID')
    const { target, end } = await moveSmall(mars, { zones: 'P1=Asia/Tokyo' })
    expect(end.verdict).toBe('PROVED')
    expect(await rows(target, `select timezone from "Site"`)).toEqual([{ timezone: 'Asia/Tokyo' }])
  })

  test('two users of one address are refused, and no session moves unless it is asked for', {
    timeout: 120_000,
  }, async () => {
    const user = (id: string, email: string): string =>
      `insert into "User" (id, email, role, "passwordHash", "createdAt", "updatedAt") values ('${id}', '${email}', 'user', 'invented', ${stamps})`
    const refused = await moveSmall([user('u1', 'A@x'), user('u2', 'a@x')])
    expect(refused.end.verdict).not.toBe('PROVED')
    expect(JSON.stringify(refused.end.report)).toContain('USR_DUP_EMAIL')
    const sessions = [
      user('u1', 'a@x'),
      `insert into "Session" values ('s1', 'u1', 'old', '2025-01-01', '2025-01-01'), ('s2', 'u1', 'new', '2099-01-01', '2025-01-01')`,
    ]
    const { target, end } = await moveSmall(sessions, { sessions: 'unexpired' })
    expect(end.verdict).toBe('PROVED')
    expect(await rows(target, `select id from "Session"`)).toEqual([{ id: 's2' }])
  })

  test('a target with rows in it is refused, and keeps them', { timeout: 120_000 }, async () => {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source)).db.close()
    const project = await factoryProject(target, { ...paramsFor(source), ...oneDay })
    await up(project, { yes: true, target: '0001' })
    await withDatabase(target, (db) => db.run(sql`insert into "Site" (id, code, name) values ('x', 'X', 'X')`))
    const end = (await up(project, { yes: true }).catch((error: unknown) => error)) as MovedEnd | Error
    expect(isProblem(end) ? end.code : (end as MovedEnd).verdict).not.toBe('PROVED')
    expect(await rows(target, `select id from "Site"`)).toEqual([{ id: 'x' }])
  })

  test('what the command looks at first', { timeout: 60_000 }, async () => {
    const [source, empty] = [bench.newUrl(), bench.newUrl()]
    await (
      await smallLegacy(source, ['create table "Extra" (id int)', samples('u1', '2025-03-10 05:00', 2)])
    ).db.close()
    await withDatabase(empty, async () => {})
    await expect(lookAtLegacy(source, [])).rejects.toMatchObject({ code: 'FAC207' })
    expect(await lookAtLegacy(source, ['Extra'])).toEqual({
      profile: 'factory-17',
      rows: 2,
      first: '2025-03-10 05:00:00',
      last: '2025-03-10 05:01:00',
    })
    await withDatabase(source, (db) => db.run(sql`alter table "Plant" add column region text`))
    await expect(lookAtLegacy(source, ['Extra'])).rejects.toMatchObject({ code: 'FAC207' })
    expect(await lookAtLegacy(source, ['Extra', 'Plant.region'])).toMatchObject({ rows: 2 })
    await expect(lookAtLegacy(empty, [])).rejects.toMatchObject({ code: 'FAC205' })
  })
})

describePostgres('the states as a source', (bench) => {
  let source: string
  let db: Connection
  beforeAll(async () => {
    source = bench.newUrl()
    const opened = await smallLegacy(source, [
      samples('u1', '2025-03-10 05:00', 300),
      `update "OperationalMetric" set "actualSpeed" = 0 where right(id, 1) in ('3', '7')`,
      `update "OperationalMetric" set "actualSpeed" = null where right(id, 2) = '55'`,
      samples('gone', '2025-03-10 05:00', 3),
      `insert into "DowntimeEvent" (id, "workUnitId", reason, "startTime", "endTime", "createdAt") values
        ('d1', 'u1', 'A', '2025-03-10 07:00', null, '2025-03-10'), ('d2', 'u1', 'B', '2025-03-10 07:10', '2025-03-10 07:00', '2025-03-10')`,
    ])
    await opened.db.close()
    db = await openDatabase(await openProject({ url: source }))
  }, 60_000)
  afterAll(() => db.close())

  const open = () => {
    const facts = factsFrom({ ...paramsFor(source), ...oneDay })
    const other = async () => openDatabase(await openProject({ url: source }))
    return statesFrom(facts).open({ resolve: (path) => path, target: db, openDatabase: other })
  }

  test('is pinned by what it gives, and gives the same from wherever reading goes on', {
    timeout: 60_000,
  }, async () => {
    const states = await open()
    const whole: SourceChunk[] = await Array.fromAsync(states.read(undefined, 7))
    const records = whole.flatMap((chunk) => chunk.records.map(({ index, raw }) => ({ index, raw })))
    expect(records.map(({ index }) => index)).toEqual(records.map((_, at) => at))
    expect((await states.pin()).records).toBe(records.length)
    expect(await states.pin()).toEqual(await states.pin())
    for (const { position } of whole) {
      const rest = await Array.fromAsync(states.read(position, 5))
      expect(rest.flatMap((chunk) => chunk.records.map(({ index, raw }) => ({ index, raw })))).toEqual(
        records.slice(position.record),
      )
    }
    const codes = records.map(({ raw }) => (JSON.parse(raw) as { code?: string }).code ?? 'state')
    expect(new Set(codes)).toEqual(new Set(['state', 'SMP_NULL', 'DT_OPEN', 'DT_ZERO', 'DT_NEGATIVE', 'SMP_ORPHAN']))
    expect(codes.filter((code) => code === 'SMP_ORPHAN')).toHaveLength(3)
    await states.close()
  })
})

test.each([
  [{}, 'FAC201'],
  [{ source: 's', from: '2025-03-08' }, 'FAC201'],
  [{ source: 's', from: '2025-02-30', to: '2025-03-08' }, 'FAC202'],
  [{ source: 's', from: '2025-03-08', to: '2025-03-07' }, 'FAC202'],
  [{ source: 's', from: '2025-03-08', to: '2025-03-08' }, 'FAC203'],
  [{ ...paramsFor('s'), password: '' }, 'FAC204'],
  [{ ...paramsFor('s'), sessions: 'all' }, 'FAC202'],
  [{ ...paramsFor('s'), zones: 'P1=Mars/Olympus' }, 'FAC202'],
])('%j is refused with %s', (params, code) => {
  const refusal = (): unknown => {
    try {
      return factsFrom(params as Readonly<Record<string, string>>)
    } catch (error) {
      return isProblem(error) ? error.code : error
    }
  }
  expect(refusal()).toBe(code)
})
