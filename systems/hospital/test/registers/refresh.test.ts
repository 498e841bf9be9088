import { sql, type Value } from 'millwright'
import { expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { current, type DeviceRow, isPpm, quarters, storedOf, viewOf, visitOf } from '../../src/registers/device.ts'
import { refreshStatuses } from '../../src/registers/refresh.ts'
import { events } from '../equipment/support.ts'
import { type TestHospital, testHospital } from '../http/support.ts'

const rowsOf = ({ desk }: TestHospital, register: Register): Promise<readonly DeviceRow[]> =>
  desk.db.read(async (db) => (await db.all(sql`select * from ${sql.id(viewOf[register])} order by no`)).map(storedOf))

const count = (pairs: readonly (readonly [Value | undefined, Value | undefined])[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const [before, after] of pairs) {
    if (before === after) continue
    const key = `${String(before ?? 'none')} → ${String(after ?? 'none')}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

test('a refresh brings every stored status to the day, in one transaction with one event', async () => {
  const hospital = await testHospital({ ocm: 60, ppm: 60 })
  const before = { ocm: await rowsOf(hospital, 'ocm'), ppm: await rowsOf(hospital, 'ppm') }
  const today = '2026-02-01'
  const refresh = () =>
    hospital.desk.db.write((db) => refreshStatuses(db, { actor: 'system', at: '2026-02-01T00:00:05.000Z', today }))
  const refreshed = await refresh()

  const visits = (rows: readonly DeviceRow[], asOf?: string) =>
    rows
      .filter(isPpm)
      .map((row) => (asOf === undefined ? row : current(row, asOf)))
      .flatMap((row) => quarters.map((quarter) => visitOf(row, quarter).status))
  const stored = visits(before.ppm)
  expect(refreshed).toEqual({
    as_of: today,
    ocm: count(before.ocm.map((row) => [row.status, current(row, today).status])),
    ppm: count(before.ppm.map((row) => [row.status, current(row, today).status])),
    ppm_visits: count(visits(before.ppm, today).map((status, at) => [stored[at], status])),
  })
  expect(Object.keys(refreshed.ocm).length * Object.keys(refreshed.ppm_visits).length).toBeGreaterThan(0)

  for (const register of ['ocm', 'ppm'] as const)
    expect(await rowsOf(hospital, register)).toEqual(before[register].map((row) => current(row, today)))

  const again = await refresh()
  expect(again).toEqual({ as_of: today, ocm: {}, ppm: {}, ppm_visits: {} })
  const told = await events(hospital)
  const changed = [refreshed.ocm, refreshed.ppm, refreshed.ppm_visits]
    .flatMap((transitions) => Object.values(transitions))
    .reduce((total, one) => total + one, 0)
  expect(told).toMatchObject([
    {
      event_type: 'Equipment Updated',
      performed_by: 'system',
      description: `Statuses were brought to 2026-02-01: ${changed} changed`,
      details: refreshed,
    },
    { description: 'Statuses were brought to 2026-02-01: 0 changed', details: again },
  ])
})

test('a refresh that fails changes nothing and tells nothing', async () => {
  const hospital = await testHospital({ ocm: 10, ppm: 10 })
  const before = await rowsOf(hospital, 'ocm')
  const work = hospital.desk.db.write(async (db) => {
    await refreshStatuses(db, { actor: 'system', at: '2027-01-01T00:00:00.000Z', today: '2027-01-01' })
    throw new Error('the power went')
  })
  await expect(work).rejects.toThrow('the power went')
  expect(await rowsOf(hospital, 'ocm')).toEqual(before)
  expect(await events(hospital)).toEqual([])
})
