import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'millwright'
import { afterAll, expect, test } from 'vitest'
import { openUrl } from '../../src/database/open.ts'
import { legacySchema } from '../../src/database/schema-files.ts'
import { legacyDataset, type Manifest } from '../../src/generator/dataset.ts'
import { loadTables } from '../../src/generator/load.ts'
import { describeEachDatabase, describePglite } from '../support/databases.ts'

const expected = {
  Plant: 1,
  Area: 1,
  Line: 2,
  Cell: 2,
  WorkUnit: 10,
  DowntimeType: 9,
  DefectType: 8,
  OperationalMetric: 429_286,
  ProductionMetric: 86_392,
  QualityMetric: 17_806,
  PerformanceMetric: 900,
  EnergyMetric: 7_190,
  DowntimeEvent: 2_902,
  MaintenanceRecord: 386,
  Alert: 806,
  User: 20,
  Session: 40,
}

describeEachDatabase('a legacy database of scale 1 with defects', ({ newUrl }) => {
  test('holds what its manifest says, and everything refers to something', { timeout: 120_000 }, async () => {
    const { db, runScript } = await openUrl(newUrl())
    await runScript(legacySchema())
    const { tables, manifest } = legacyDataset({ defects: true })
    expect(await loadTables(db, tables)).toBe(545_761)
    expect(manifest().rows).toEqual(expected)
    for (const [table, rows] of Object.entries(expected)) {
      expect(await db.get(sql`select count(*) as n from ${sql.table(`"${table}"`)}`), table).toEqual({
        n: BigInt(rows),
      })
    }
    await expect(loadTables(db, tables.slice(0, 1))).rejects.toThrow('1 rows do not fit into Plant')
    await db.close()
  })
})

describePglite('a simplified database of scale 1', ({ newUrl }) => {
  test('holds the same truth in seven tables', { timeout: 120_000 }, async () => {
    const { db, runScript } = await openUrl(newUrl())
    await runScript(legacySchema('factory-7'))
    const { tables, manifest } = legacyDataset({ profile: 'factory-7' })
    await loadTables(db, tables)
    expect(manifest().rows).toEqual({
      Site: 1,
      Equipment: 10,
      metrics: 431_400,
      oee_data: 7_190,
      Alert: 806,
      User: 20,
      Session: 40,
    })
    const sums = await db.get(sql`select sum("totalCount")::int as total, sum("goodCount")::int as good,
      count(*) filter (where "runTime" > "plannedTime") as odd from oee_data`)
    expect(sums).toEqual({ total: 598_683n, good: 586_577n, odd: 0n })
    expect(() => legacyDataset({ profile: 'factory-7', defects: true })).toThrow(
      'Defects are put into factory-17 only.',
    )
    await db.close()
  })
})

const folder = mkdtempSync(join(tmpdir(), 'factory-generate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = fileURLToPath(new URL('../../src/generate.ts', import.meta.url))

const generate = (...args: readonly string[]): string =>
  execFileSync(
    process.execPath,
    ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', script, ...args],
    {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, INIT_CWD: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )

test('the command writes a script and a manifest, the same each time', { timeout: 120_000 }, () => {
  expect(generate('--out', 'a.sql', '--manifest', 'a.json')).toBe('')
  const manifest = JSON.parse(generate('--out', 'b.sql')) as Manifest
  expect(JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8'))).toEqual(manifest)
  expect(Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0)).toBe(547_686)
  expect(manifest).toMatchObject({ profile: 'factory-17', scale: 1, defects: false, seed: 20_250_308, injected: {} })
  expect(readFileSync(join(folder, 'a.sql')).equals(readFileSync(join(folder, 'b.sql')))).toBe(true)
})

test('the command refuses what it does not know', () => {
  expect(() => generate()).toThrow('Name --database or --out.')
  expect(() => generate('--out', 'a.sql', '--scale', '0')).toThrow('--scale 0: use a whole number.')
  expect(() => generate('--database', 'mysql://x')).toThrow('CONF104')
})
