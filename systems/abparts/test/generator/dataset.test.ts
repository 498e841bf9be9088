import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { legacySchema, loosened } from '../../src/database/schema-files.ts'
import { copyScript } from '../../src/generator/copy-text.ts'
import { type DatasetOptions, expectedFindings, legacyDataset } from '../../src/generator/dataset.ts'
import { loadTables } from '../../src/generator/load.ts'
import { type SampleName, sampleNames, sizeOf } from '../../src/generator/sizes.ts'
import { twistNames } from '../../src/generator/twists.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { specified } from '../support/specified.ts'

const textOf = (options: DatasetOptions): string => [...copyScript(legacyDataset(options).tables)].join('')

const counts = (found: Iterable<{ readonly rule: string }>): Record<string, number> => {
  const counted: Record<string, number> = {}
  for (const { rule } of found) counted[rule] = (counted[rule] ?? 0) + 1
  return counted
}

describe('the generator', () => {
  test.each(sampleNames)('%s has the rows and the results that were promised', (sample) => {
    const { manifest } = legacyDataset({ sample })
    const { rows } = manifest
    const five = ['organizations', 'users', 'parts', 'machines', 'inventory'].map((table) => rows[table] as number)
    expect(five.reduce((a, b) => a + b)).toBe(specified[sample].legacyRows)
    expect(manifest.expected).toEqual(specified[sample].moved)
    expect(manifest.findings?.target).toEqual(specified[sample].findings)
  })

  test.each([
    [10, 8_150 * 10, 4_462_500],
    [100, 815_000, 44_625_000],
    [1_000, 8_150_000, 446_250_000],
  ])('production times %i', (scale, fiveTables, stock) => {
    const { manifest } = legacyDataset({ sample: 'production_scale', scale })
    const { rows, expected } = manifest
    const five = ['organizations', 'users', 'parts', 'machines', 'inventory'].map((table) => rows[table] as number)
    expect(five.reduce((a, b) => a + b)).toBe(fiveTables)
    expect(expected?.stock).toBe(stock)
    expect(expected?.totalRecordsMigrated).toBe(15_800 * scale)
    expect(expected?.warehouses).toBe(150 * scale)
    expect(manifest.findings?.target).toEqual({ 'USR-07': 10 * scale })
  })

  test('a hundred times production: users and organisations as promised', () => {
    const { manifest } = legacyDataset({ sample: 'production_scale', scale: 100 })
    expect(manifest.expected?.organizations).toEqual({ oraseas_ee: 1, bossaqua: 1, customer: 8_998, supplier: 1_000 })
    expect(manifest.expected?.users).toEqual({ super_admin: 1, admin: 8_999, user: 11_000, inactive: 1_000 })
    expect(manifest.expected?.parts).toEqual({ consumable: 14_000, bulk_material: 6_000 })
  })

  test('the same options give the same bytes; a seed changes ids and nothing else', () => {
    const first = textOf({ sample: 'small_sample', defects: 0.02 })
    expect(textOf({ sample: 'small_sample', defects: 0.02 })).toBe(first)
    const seeded = textOf({ sample: 'small_sample', defects: 0.02, seed: 'other' })
    expect(seeded).not.toBe(first)
    const withoutIds = (text: string): string => text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    expect(withoutIds(seeded)).toBe(withoutIds(first))
  })

  test.each(sampleNames)('%s: the appended rows bring what the formulas count', (sample) => {
    const { manifest } = legacyDataset({ sample, defects: 0.02 })
    const clean = legacyDataset({ sample }).manifest.findings?.legacy ?? {}
    const counted = counts(expectedFindings({ sample, defects: 0.02 }))
    for (const [rule, count] of Object.entries(clean)) counted[rule] = (counted[rule] ?? 0) + count
    expect(counted).toEqual(manifest.findings?.legacy)
    expect(Object.keys(counted)).toHaveLength(28)
  })

  test('no e-mail address leaves the domain that is kept for tests', () => {
    const text = twistNames.map((twist) => textOf({ sample: 'small_sample', defects: 0.02, twists: [twist] })).join('')
    const domains = new Set([...text.matchAll(/@([\w.-]+)/g)].map(([, domain]) => domain?.toLowerCase()))
    expect([...domains]).toEqual(['example.test'])
  })

  test('a size that the formulas cannot serve is refused', () => {
    expect(() => sizeOf('small_sample', 0.01)).toThrow(RangeError)
  })

  // A child's own peak: what resourceUsage() tells begins with that of its parent.
  test.runIf(process.platform === 'linux')(
    'any size goes through a small memory',
    () => {
      const program = `
      import { copyScript } from ${JSON.stringify(new URL('../../src/generator/copy-text.ts', import.meta.url).href)}
      import { legacyDataset } from ${JSON.stringify(new URL('../../src/generator/dataset.ts', import.meta.url).href)}
      import { readFileSync } from 'node:fs'
      let bytes = 0
      for (const chunk of copyScript(legacyDataset({ sample: 'production_scale', scale: 20, defects: 0.02 }).tables)) bytes += chunk.length
      const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
      console.log(JSON.stringify({ bytes, peak }))`
      const args = ['--max-old-space-size=48', '--input-type=module-typescript', '--eval', program]
      const { bytes, peak } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<
        string,
        number
      >
      expect(bytes).toBeGreaterThan(30_000_000)
      expect(peak).toBeLessThan(180_000_000)
    },
    120_000,
  )
})

describe('the command', () => {
  const run = (args: readonly string[]): { code: number; text: string } => {
    const command = new URL('../../src/generate.ts', import.meta.url).pathname
    const node = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', command, ...args]
    try {
      return { code: 0, text: execFileSync(process.execPath, node, { encoding: 'utf8', stdio: 'pipe' }) }
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string }
      return { code: status, text: stderr }
    }
  }

  test('writes the script and the manifest', () => {
    const folder = mkdtempSync(join(tmpdir(), 'abparts-'))
    const [out, manifest] = [join(folder, 'small.sql'), join(folder, 'small.json')]
    expect(run(['--out', out, '--manifest', manifest, '--no-schema']).code).toBe(0)
    expect(readFileSync(out, 'utf8')).toBe(textOf({ sample: 'small_sample' }))
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toEqual(legacyDataset({ sample: 'small_sample' }).manifest)
    rmSync(folder, { recursive: true })
  })

  test.each([
    [[], '--out FILE is missing.'],
    [['--out', 'x', '--sample', 'huge'], '--sample huge: use one of minimal_sample'],
    [['--out', 'x', '--scale', '0'], '--scale 0: use a whole number from 1 to 999999.'],
    [['--out', 'x', '--defects', '2'], '--defects 2: use a share below 1, such as 0.02.'],
    [['--out', 'x', '--twist', 'y'], '--twist y: use one of without-oraseas'],
    [['--out', 'x', '--wrong'], "Unknown option '--wrong'"],
  ])('refuses %j', (args, words) => {
    const { code, text } = run(args)
    expect(code).toBe(2)
    expect(text).toContain(words)
  })
})

describeEachDatabase('generated rows', ({ db }) => {
  const loaded = async (options: DatasetOptions): Promise<Record<string, number>> => {
    const { tables } = legacyDataset(options)
    await db().exec(legacySchema())
    if (options.defects !== undefined) await db().exec(loosened())
    await db().transaction((tx) => loadTables(tx, tables))
    const found = tables.map(async ({ table }) => {
      const [row] = await db().query(`select count(*) as n from ${table}`)
      return [table, Number(row?.['n'])] as const
    })
    return Object.fromEntries(await Promise.all(found))
  }

  test.each(['minimal_sample', 'large_sample'] as const)('%s fits the strict schema', async (sample: SampleName) => {
    expect(await loaded({ sample })).toEqual(legacyDataset({ sample }).manifest.rows)
    const [row] = await db().query(
      'select sum(current_stock) as stock, count(distinct (organization_id, part_id)) as pairs from inventory',
    )
    expect(Number(row?.['stock'])).toBe(specified[sample].moved.stock)
    expect(Number(row?.['pairs'])).toBe(specified[sample].moved.inventory)
  })

  test.each(twistNames)('twisted: %s', async (twist) => {
    const options = { sample: 'small_sample', twists: [twist] } as const
    expect(await loaded(options)).toEqual(legacyDataset(options).manifest.rows)
  })

  test('with defects, every appended row goes into the loosened schema', async () => {
    const options = { sample: 'medium_sample', defects: 0.02 } as const
    expect(await loaded(options)).toEqual(legacyDataset(options).manifest.rows)
  })

  test('every text survives, whatever is in it', async () => {
    await db().exec('create table odd (id integer, texts text[], text text)')
    const rows = [
      [1, ['a"b', 'c\\d', '', '{}', 'null', 'x,y'], 'tab\tline\nback\\slash'],
      [2, null, null],
      [3, [], '\\N'],
    ] as const
    await loadTables(db(), [
      { table: 'odd', columns: ['id', 'texts', 'text'], types: ['integer', 'text[]', 'text'], rows: () => rows },
    ])
    const found = await db().query('select * from odd order by id')
    expect(found.map(({ id, texts, text }) => [id, texts, text])).toEqual(rows)
  })
})
