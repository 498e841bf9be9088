import { rollback, sql, status, up } from 'millwright'
import { beforeAll, expect, test } from 'vitest'
import { averageOee } from '../../src/oee/aggregate.ts'
import { publishedFigures } from '../analytics/published.ts'
import { describeEachDatabase, describePostgres } from '../support/databases.ts'
import { type Moved, moved, oeeDigestIn, stateDigestIn, withDatabase } from './moved.ts'

const countsIn = (target: string, tables: readonly string[]) =>
  withDatabase(target, async (db) => {
    const found: Record<string, number> = {}
    for (const table of tables) {
      const row = await db.get(sql`select count(*) as n from ${sql.id(table)}`)
      found[table] = Number(row?.['n'])
    }
    return found
  })

const tables: readonly string[] = [
  'Site WorkCenter Equipment Shift ShiftInstance Product User Session ProductionOrder',
  'MaintenanceEvent equipment_states production_counts quality_events oee_calculations',
].flatMap((names) => names.split(' '))

const reference = {
  Site: 1,
  WorkCenter: 2,
  Equipment: 10,
  Shift: 3,
  ShiftInstance: 90,
  Product: 6,
  User: 20,
  Session: 0,
  ProductionOrder: 0,
  MaintenanceEvent: 386,
}

const legacyPrint = (source: string): Promise<unknown> =>
  withDatabase(source, (db) =>
    db.all(
      sql.raw(`select 'om', count(*), sum(hashtext(m::text)::bigint) from "OperationalMetric" as m
      union all select 'pm', count(*), sum(hashtext(m::text)::bigint) from "ProductionMetric" as m
      union all select 'dt', count(*), sum(hashtext(m::text)::bigint) from "DowntimeEvent" as m
      union all select 'us', count(*), sum(hashtext(m::text)::bigint) from "User" as m`),
    ),
  )

describeEachDatabase('a factory of scale 1 with defects', (bench) => {
  let whole: Moved
  beforeAll(async () => {
    whole = await moved(bench, true)
  }, 400_000)

  test('V1: is moved and proved, row by row', async () => {
    expect([whole.end.verdict, whole.end.why]).toEqual([
      'PROVED',
      'every check passed, the books balance, and nothing else changed',
    ])
    expect(await countsIn(whole.target, tables)).toEqual({
      ...reference,
      equipment_states: 16_628,
      production_counts: 74_945,
      quality_events: 10_616,
      oee_calculations: 810,
    })
  })

  test('V18: the states are those of the digest that was published', async () => {
    expect(await withDatabase(whole.target, stateDigestIn)).toEqual({
      rows: 16_628,
      digest: '7862d91f73e66796dffbbdbe91691be0505a7fc36293d1019e5986a68b418b1c',
    })
  })

  test('V18: so are the figures', async () => {
    expect(await withDatabase(whole.target, oeeDigestIn)).toEqual({
      rows: 810,
      digest: 'd66bdc25f494522c0c2363d97ac8d0d115e37a337c2dbd6a2f23c3f8fdbea12c',
    })
  })

  test('V2: every record is accounted for, under its code', async () => {
    const reasons = await withDatabase(whole.target, (db) =>
      db.all(sql.raw(`select rule, count(*) as n from millwright_reject group by rule order by rule`)),
    )
    expect(Object.fromEntries(reasons.map(({ rule, n }) => [rule, Number(n)]))).toEqual({
      CNT_NEGATIVE: 5,
      CNT_ORPHAN: 11,
      DT_NEGATIVE: 5,
      SMP_OUT_OF_WINDOW: 2,
    })
  })

  test('V2: what was left out is counted under each of its codes', () => {
    const left = whole.end.report.findings
      .filter(({ code }) => code === 'filtered')
      .map(({ message, rows }) => [message, rows] as const)
    expect(Object.fromEntries(left)).toEqual({
      CNT_DUP_IDENTICAL: 68,
      CNT_DUP_CORRECTED: 33,
      CNT_ZERO: 11_330,
      QLT_MEASUREMENT: 7_190,
      SMP_NULL: 426,
      SMP_DUPLICATE: 80,
      DT_OPEN: 18,
    })
  })

  test('V12: every hour of every machine has 3,600 seconds', async () => {
    const hours = await withDatabase(whole.target, (db) =>
      db.get(
        sql.raw(`select count(*) as hours, min(seconds) as least, max(seconds) as most from (
        select "equipmentId", hour, sum(seconds) as seconds
        from v_state_hourly('2025-03-08 05:00:00+00', '2025-04-07 04:00:00+00') group by 1, 2) as h`),
      ),
    )
    expect(hours).toMatchObject({ hours: 7_190n, least: 3_600, most: 3_600 })
  })

  test('V13, D39: the aggregates hold every calculation, and are refreshed by their old call', async () => {
    const sums = await withDatabase(whole.target, async (db) => {
      await db.run(sql`call refresh_continuous_aggregate('oee_hourly', null, null)`)
      await db.run(sql`call refresh_continuous_aggregate('oee_daily_workcenter', null, null)`)
      return db.get(
        sql.raw(`select (select sum(calculation_count) from oee_hourly)::int as hourly,
        (select sum(total_produced) = (select sum("totalProduced") from oee_calculations) from oee_daily_workcenter) as same`),
      )
    })
    expect(sums).toEqual({ hourly: 810n, same: true })
  })

  test('V15: so many seconds are without data', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(sql`select sum("durationSeconds") as s from equipment_states where reason = 'NO_DATA'`),
    )
    expect(row).toEqual({ s: 65_904n })
  })

  test('D13: only a last row may be open, and here none is', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(sql`select count(*) as n from equipment_states where "durationSeconds" is null`),
    )
    expect(row).toEqual({ n: 0n })
  })

  test('D16: planned stops are a state of their own', async () => {
    const rows = await withDatabase(whole.target, (db) =>
      db.all(
        sql`select distinct state, "stateCategory" from equipment_states where "stateCategory" = 'PLANNED' or state = 'PLANNED_STOP'`,
      ),
    )
    expect(rows).toEqual([{ state: 'PLANNED_STOP', stateCategory: 'PLANNED' }])
  })

  test('D22: states, counts and quality know their shift and their product', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(
        sql.raw(`select (select count(*) from equipment_states where "shiftInstanceId" is null) as states,
        (select count(*) from production_counts where "shiftInstanceId" is null or "productId" is null) as counts,
        (select count(*) from quality_events where "shiftInstanceId" is null or "productId" is null) as quality`),
      ),
    )
    expect(row).toEqual({ states: 0n, counts: 0n, quality: 0n })
  })

  test('D03, D04, D35: every machine is there, on a line or in a cell, active or not', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(
        sql.raw(`select count(*) as machines, count(*) filter (where not "isActive") as idle,
        (select count(distinct "equipmentId") from oee_calculations) as figured from "Equipment"`),
      ),
    )
    expect(row).toEqual({ machines: 10n, idle: 2n, figured: 9n })
  })

  test('D31: figures stand at the start of their shift', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(
        sql.raw(`select count(*) as n from oee_calculations as o join "ShiftInstance" as i on i.id = o."shiftInstanceId"
        where o."timestamp" <> i."actualStartTime"`),
      ),
    )
    expect(row).toEqual({ n: 0n })
  })

  test('D44, D45, D48: a day of a work centre is the day of its shifts, weighted', async () => {
    const rows = await withDatabase(whole.target, (db) =>
      db.all(
        sql.raw(
          `select oee, "avgOee" from v_oee_daily_workcenter where "shiftDate" = '2025-03-29' order by "workCenterId"`,
        ),
      ),
    )
    for (const { oee, avgOee } of rows) expect(Math.abs(Number(oee) - Number(avgOee))).toBeGreaterThan(1e-5)
  })

  test('D07: the codes of lines are told apart only where they must be', async () => {
    const rows = await withDatabase(whole.target, (db) => db.all(sql`select code from "WorkCenter" order by code`))
    expect(rows).toEqual([{ code: 'L1' }, { code: 'L2' }])
  })

  test('D10: the times of the legacy rows survive, and later changes tell their own', async () => {
    await withDatabase(whole.target, async (db) => {
      expect(await db.get(sql`select "updatedAt" from "Equipment" where id = 'wu-0'`)).toEqual({
        updatedAt: '2025-01-01 00:00:00+00',
      })
      await db.run(sql`update "Equipment" set name = name where id = 'wu-0'`)
      const row = await db.get(
        sql`select "updatedAt" > now() - interval '1 hour' as now from "Equipment" where id = 'wu-0'`,
      )
      expect(row).toEqual({ now: true })
    })
  })

  test('D09: a second time there is nothing to do', async () => {
    expect(await up(whole.project, { yes: true })).toMatchObject({ upToDate: true })
  })
})

describePostgres('a factory of scale 1 without defects', (bench) => {
  let whole: Moved
  let before: unknown
  beforeAll(async () => {
    whole = await moved(bench, false)
    before = await legacyPrint(whole.source)
  }, 400_000)

  test('V1, V8, V18: holds the published rows, counts and digests', async () => {
    expect(whole.end.verdict).toBe('PROVED')
    expect(await countsIn(whole.target, tables)).toMatchObject({ equipment_states: 16_350, oee_calculations: 900 })
    const sums = await withDatabase(whole.target, (db) =>
      db.get(sql`select sum("totalCount")::int as total, sum("goodCount")::int as good from production_counts`),
    )
    expect(sums).toEqual({ total: 598_683n, good: 586_577n })
    expect(await withDatabase(whole.target, stateDigestIn)).toMatchObject({
      digest: '9ee4a6d139f66d67e3472db4ee9d03251817183a3dac8e4354ced0723ff6ff47',
    })
    expect(await withDatabase(whole.target, oeeDigestIn)).toMatchObject({
      digest: 'c312b3b0c8a71055191a420a66c8a52e90422e84ac41e33e22ffa93032b967cf',
    })
  })

  test('V11: the figures of each machine are the published ones', async () => {
    const rows = await withDatabase(whole.target, (db) =>
      db.all(
        sql.raw(`select e.code, round(avg(oee)::numeric, 6) as mean, round(min(oee)::numeric, 6) as least, round(max(oee)::numeric, 6) as most,
          round((sum("productiveTime") / sum("plannedTime"))::numeric, 6) as weighted
        from oee_calculations as o join "Equipment" as e on e.id = o."equipmentId" group by e.code order by e.code`),
      ),
    )
    expect(rows[0]).toEqual({
      code: 'P001-U01',
      mean: '0.813484',
      least: '0.600000',
      most: '0.915556',
      weighted: '0.813306',
    })
    expect(rows[9]).toEqual({
      code: 'P001-U10',
      mean: '0.867558',
      least: '0.720000',
      most: '0.977778',
      weighted: '0.867458',
    })
    const all = await withDatabase(whole.target, (db) => db.all(sql`select oee from oee_calculations`))
    expect(averageOee(all.map(({ oee }) => Number(oee)))).toBeCloseTo(0.807977, 6)
  })

  publishedFigures(() => whole.target)

  test('a work centre and a day: the published sums, also on the night of the change', async () => {
    const rows = await withDatabase(whole.target, (db) =>
      db.all(
        sql.raw(`select w.code, round(d.oee::numeric, 6) as oee, round(d."avgOee"::numeric, 6) as mean, d."plannedTime" as planned, d."totalProduced"::int as parts
        from v_oee_daily_workcenter as d join "WorkCenter" as w on w.id = d."workCenterId" where "shiftDate" = '2025-03-29' order by 1`),
      ),
    )
    expect(rows).toEqual([
      { code: 'L1', oee: '0.815703', mean: '0.816101', planned: 6_450, parts: 9_685n },
      { code: 'L2', oee: '0.830946', mean: '0.831679', planned: 6_450, parts: 9_814n },
    ])
  })

  test('the losses in seconds are the published ones', async () => {
    const row = await withDatabase(whole.target, (db) =>
      db.get(
        sql.raw(
          `select ${[
            'plannedTime',
            'productiveTime',
            'breakdownLoss',
            'setupLoss',
            'minorStopLoss',
            'idleLoss',
            'speedLoss',
            'defectLoss',
            'reworkLoss',
          ]
            .map((name) => `round(sum("${name}") * 60)::int as "${name}"`)
            .join(', ')} from oee_calculations`,
        ),
      ),
    )
    expect(row).toEqual({
      plannedTime: 24_206_400n,
      productiveTime: 19_556_667n,
      breakdownLoss: 702_135n,
      setupLoss: 1_128_325n,
      minorStopLoss: 612_900n,
      idleLoss: 582_180n,
      speedLoss: 1_200_292n,
      defectLoss: 280_178n,
      reworkLoss: 143_723n,
    })
  })

  test('V19, D38: going back is proved, and the legacy database is as it was', { timeout: 200_000 }, async () => {
    const undone = (await rollback(whole.project, { run: whole.end.report.run.id, yes: true })) as unknown as {
      verdict: string
    }
    expect(undone.verdict).toBe('REVERTED')
    expect((await status(whole.project)).current).toEqual([])
    expect(await legacyPrint(whole.source)).toEqual(before)
  })
})
