import { readFileSync } from 'node:fs'
import { isProblem, type MoveBuilder, type RunEvent, sql, type Sql, up } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { featureText } from '../../src/move/features.ts'
import { checkMove } from '../../src/move/checks.ts'
import { oeeRows } from '../../src/move/oee-select.ts'
import { madeId } from '../../src/reference/ids.ts'
import { factoryProject } from '../../src/move/project.ts'
import { describePglite, describePostgres } from '../support/databases.ts'
import { type MovedEnd, paramsFor, withDatabase } from './moved.ts'
import { count, samples, smallLegacy } from './small-legacy.ts'

const oneDay = { from: '2025-03-10', to: '2025-03-10' }

const stamps = `'2020-01-01', '2020-01-01'`

const legacy = [
  `insert into "Plant" values ('p2', 'P2', 'Plant 2', 'America/New_York', 'NA', null, true, ${stamps})`,
  `insert into "Area" values ('a2', 'p2', 'A1', 'Area', ${stamps})`,
  `insert into "Line" values ('l2', 'a2', 'L1', 'Line', null, true, ${stamps})`,
  `insert into "WorkUnit" (id, code, name, "lineId", "workUnitType", "nominalSpeed", "createdAt", "updatedAt")
    values ('u2', '001', 'comma, "quote" and
feed', 'l2', 'CNC', 120, ${stamps})`,
  samples('u1', '2025-03-10 05:00', 480),
  samples('u2', '2025-03-10 10:00', 480),
  `update "OperationalMetric" set "actualSpeed" = null where "timestamp" between '2025-03-10 11:00' and '2025-03-10 11:10'`,
  `update "OperationalMetric" set "actualSpeed" = 0 where "timestamp" between '2025-03-10 10:10' and '2025-03-10 10:12'`,
  `insert into "DowntimeEvent" (id, "workUnitId", "isPlanned", reason, "startTime", "endTime", "createdAt") values
    ('d1', 'u1', true, 'PM', '2025-03-10 08:00', '2025-03-10 10:00', '2025-03-10'),
    ('d2', 'u1', false, 'X', '2025-03-10 12:00', '2025-03-10 12:30', '2025-03-10')`,
  `update "OperationalMetric" set "actualSpeed" = 0 where "workUnitId" = 'u1'
    and ("timestamp" between '2025-03-10 08:00' and '2025-03-10 09:59' or "timestamp" between '2025-03-10 12:00' and '2025-03-10 12:29')`,
  count('u1', '2025-03-10 05:00', '300, 290, 10'),
  count('u2', '2025-03-10 10:00', '300, 290, 10'),
]

/** What the move checks, as queries that must return nothing. */
function zeroChecks(): ReadonlyMap<string, Sql> {
  const found = new Map<string, Sql>()
  const zero: MoveBuilder['zero'] = (name, query) => {
    found.set(name, query)
    return { kind: 'zero', name, query, level: 'error' }
  }
  const same: MoveBuilder['same'] = (name, { left, right }) => ({ kind: 'same', name, left, right, level: 'error' })
  checkMove({ zero, same, check: () => {} } as unknown as MoveBuilder, { profile: 'factory-17' })
  return found
}

describePostgres('what the old guide got wrong', (bench) => {
  let target: string
  let end: MovedEnd
  beforeAll(async () => {
    const source = bench.newUrl()
    target = bench.newUrl()
    await (await smallLegacy(source, legacy)).db.close()
    end = (await up(await factoryProject(target, { ...paramsFor(source), ...oneDay }), { yes: true })) as MovedEnd
  }, 120_000)

  const one = (query: string) => withDatabase(target, (db) => db.get(sql.raw(query)))

  test('is proved here', () => {
    expect([end.verdict, end.why]).toEqual([
      'PROVED',
      'every check passed, the books balance, and nothing else changed',
    ])
  })

  test('D02: codes and names are what they were', async () => {
    expect(await one(`select code, name from "Equipment" where id = 'u2'`)).toEqual({
      code: '001',
      name: 'comma, "quote" and\nfeed',
    })
    expect(await one(`select country from "Site" where id = 'p2'`)).toEqual({ country: 'NA' })
  })

  test('D12, D14, D32: states are intervals that fill the shift once', async () => {
    const row =
      await one(`select count(*) as states, sum("durationSeconds") as seconds, sum("durationSeconds") filter (where state = 'PLANNED_STOP') as planned
      from equipment_states where "equipmentId" = 'u1'`)
    expect(row).toMatchObject({ seconds: 28_800n, planned: 7_200n })
    expect(Number(row?.['states'])).toBeLessThan(12)
    expect(await one(`select max(availability) <= 1 as fits from oee_calculations`)).toEqual({ fits: true })
  })

  test('D18: time without data is said, and short stops are losses of performance', async () => {
    expect(await one(`select count(*) as n from equipment_states where reason = 'NO_DATA'`)).toEqual({ n: 2n })
    expect(await one(`select count(*) as n from equipment_states where "stateCategory" = 'PERFORMANCE_LOSS'`)).toEqual({
      n: 2n,
    })
  })

  test('D29, D30: shifts are made for each site, and a machine has figures for those of its own', async () => {
    expect(await one(`select count(*) as n from "ShiftInstance"`)).toEqual({ n: 6n })
    const strange = await one(`select count(*) as n from oee_calculations as o
      join "Equipment" as e on e.id = o."equipmentId" join "WorkCenter" as w on w.id = e."workCenterId"
      join "ShiftInstance" as i on i.id = o."shiftInstanceId" join "Shift" as s on s.id = i."shiftId" where s."siteId" <> w."siteId"`)
    expect(strange).toEqual({ n: 0n })
    expect(await one(`select count(*) as n from oee_calculations`)).toEqual({ n: 2n })
  })

  test('D40, D41: the defaults of ids and states fit', async () => {
    const row = await withDatabase(target, async (db) => {
      await db.run(sql`insert into "Site" (code, name) values ('new', 'New')`)
      await db.run(
        sql`insert into "WorkCenter" (code, name, "siteId", "workCenterType") select 'new', 'New', id, 'LINE' from "Site" where code = 'new'`,
      )
      await db.run(
        sql`insert into "Equipment" (code, name, "workCenterId", "equipmentType") select 'new', 'New', id, 'CNC' from "WorkCenter" where code = 'new'`,
      )
      const found = await db.get(sql`select length(id) as n, "currentState" from "Equipment" where code = 'new'`)
      for (const table of ['Equipment', 'WorkCenter', 'Site'])
        await db.run(sql`delete from ${sql.id(table)} where code = 'new'`)
      return found
    })
    expect(row).toEqual({ n: 36n, currentState: 'IDLE' })
  })

  test('D36: the figures of every machine and shift come of one statement', async () => {
    const row = await withDatabase(target, (db) => db.get(sql`select count(*) as n from (${oeeRows}) as figures`))
    expect(row).toEqual({ n: 2n })
  })

  test('ids that the database makes are those that the program makes', async () => {
    const rows = await withDatabase(target, (db) =>
      db.all(sql`select id, "equipmentId" as machine, "shiftInstanceId" as shift from oee_calculations`),
    )
    for (const { id, machine, shift } of rows) expect(id).toBe(madeId('oe', String(machine), String(shift)))
  })

  test('D46: partitions can be asked for twice', async () => {
    await withDatabase(target, async (db) => {
      const before = await db.get(sql`select count(*) as n from pg_inherits`)
      await db.all(sql`select factory_make_partitions('2025-03-10'::date, '2025-03-20'::date)`)
      expect(await db.get(sql`select count(*) as n from pg_inherits`)).toEqual(before)
    })
  })

  const broken: readonly (readonly [string, string])[] = [
    [
      'V3: the states of a machine fill its time',
      `delete from equipment_states where "timestamp" = '2025-03-10 08:00+00'`,
    ],
    ['V4: no gap and no overlap', `delete from equipment_states where "timestamp" = '2025-03-10 08:00+00'`],
    [
      'V4: only a last row is open',
      `update equipment_states set "endTime" = null, "durationSeconds" = null where "timestamp" = '2025-03-10 08:00+00'`,
    ],
    [
      'V6: every state stays in one shift',
      `update equipment_states set "shiftInstanceId" = (select id from "ShiftInstance" order by "actualStartTime" desc limit 1)`,
    ],
    ['V16: no gap of more than a minute', `delete from equipment_states where "timestamp" = '2025-03-10 08:00+00'`],
    ['V7: every shift has its real minutes', `update "ShiftInstance" set "plannedMinutes" = 479`],
    ['V10: the losses fill the planned time', `update oee_calculations set "idleLoss" = "idleLoss" + 1`],
    [
      'V14: nothing fell beside the partitions',
      `insert into production_counts (id, "timestamp", "equipmentId", "totalCount", "goodCount", "rejectCount") values ('x', '1999-01-01', 'u1', 1, 1, 0)`,
    ],
    ['every count has its shift', `update production_counts set "shiftInstanceId" = null`],
  ]

  test.each(broken)('D37: the check "%s" finds what is broken', async (name, statement) => {
    const query = zeroChecks().get(name) as Sql
    await withDatabase(target, async (db) => {
      expect(await db.all(query)).toEqual([])
      const undone = new Error('undone')
      const work = db.transaction(async (tx) => {
        await tx.run(sql.raw(statement))
        expect((await tx.all(query)).length).toBeGreaterThan(0)
        throw undone
      })
      await expect(work).rejects.toBe(undone)
      expect(await db.all(query)).toEqual([])
    })
  })
})

describePostgres('ten thousand rows', (bench) => {
  test('D08: travel in few batches, each of them one COPY', { timeout: 120_000 }, async () => {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    const counts = `insert into "ProductionMetric" (id, "workUnitId", "timestamp", "totalOutput", "goodOutput", "defectiveOutput", "createdAt")
      select 'c' || n, 'u1', timestamp '2025-03-10 05:00' + n * interval '8 seconds', 1, 1, 0, '2025-03-11' from generate_series(0, 9999) as n`
    await (await smallLegacy(source, [counts])).db.close()
    const batches: number[] = []
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'progress' && event.step === 'production_counts') batches.push(event.batchRows)
    }
    const end = (await up(await factoryProject(target, { ...paramsFor(source), ...oneDay }), {
      yes: true,
      onEvent,
    })) as MovedEnd
    expect(end.verdict).toBe('PROVED')
    expect(batches.reduce((sum, rows) => sum + rows, 0)).toBe(10_000)
    expect(batches.length).toBeLessThanOrEqual(5) // a batch is ten statements at most
  })
})

describePglite('a legacy database of another make', (bench) => {
  test('D01, D11: is read through its own connection, and no file stands between', { timeout: 120_000 }, async () => {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source, legacy)).db.close()
    const end = (await up(await factoryProject(target, { ...paramsFor(source), ...oneDay }), { yes: true }).catch(
      (error: unknown) => error,
    )) as MovedEnd
    expect(isProblem(end) ? end.text : end.verdict).toBe('PROVED')
  })
})

const migration = (name: string): string => readFileSync(new URL(`../../migrations/${name}`, import.meta.url), 'utf8')

// No server with the extension is at hand here: what it would be told is held to the rules as text.
describe('what a server with TimescaleDB is told', () => {
  test('D42: compression is made possible before a policy asks for it, for the same four tables', () => {
    const text = migration('0005_policies.sql')
    expect(text.indexOf('timescaledb.compress,')).toBeGreaterThan(0)
    expect(text.indexOf('timescaledb.compress,')).toBeLessThan(text.indexOf('add_compression_policy('))
    expect(text).toContain('if_not_exists => true')
    expect(text.split('-- migrate:down')[0]?.match(/\('(\w+)', interval/g)).toHaveLength(4)
    expect(text).not.toContain('add_retention_policy')
  })

  test.each([
    [null, 'without TimescaleDB: time series in partitions of a month'],
    ['2.9.3', 'its TimescaleDB 2.9.3 is older than 2.10: time series in partitions'],
    ['1.7', 'its TimescaleDB 1.7 is older than 2.10'],
    ['2.10.0', 'with TimescaleDB 2.10.0: time series in hypertables'],
    ['2.21.1', 'with TimescaleDB 2.21.1: time series in hypertables'],
  ])('a server with version %s', (version, words) => {
    expect(featureText('15.1', version)).toContain(words)
  })

  test('D25, D26: hypertables are made with their tables, before anything is loaded, and a second time is no error', () => {
    const calls = migration('0001_factory.sql').match(/create_hypertable\([^;]*\);/g) ?? []
    expect(calls).toHaveLength(4)
    expect(calls.every((call) => call.includes('if_not_exists => true'))).toBe(true)
  })

  test('D28: no chunk is as short as an hour', () => {
    expect(migration('0001_factory.sql')).not.toMatch(/chunk_time_interval => interval '1 hour'/)
  })

  test('D27: every key holds the time', () => {
    const keys = migration('0001_factory.sql').match(/primary key \("timestamp"/g) ?? []
    expect(keys).toHaveLength(4)
  })

  test('D43: a policy refreshes more than two buckets', () => {
    const text = migration('0004_aggregates.sql')
    expect(text).toMatch(/'oee_hourly', start_offset => interval '3 days', end_offset => interval '1 hour'/)
    expect(text).toMatch(/'oee_daily_workcenter', start_offset => interval '7 days', end_offset => interval '1 hour'/)
  })
})
