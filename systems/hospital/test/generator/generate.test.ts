import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { generate } from '../../src/generator/generate.ts'
import type { Defect } from '../../src/generator/manifest.ts'
import { apportion, quota, randomFrom } from '../../src/generator/random.ts'
import { sampleDefaults, sampleFiles } from '../../src/generator/sample.ts'
import { streamRecords, writeStream } from '../../src/generator/stream.ts'
import { fileVariants, writeVariant } from '../../src/generator/variants.ts'

const asOf = '2025-06-28'
const folder = mkdtempSync(join(tmpdir(), 'millwright-generator-'))
afterAll(() => rmSync(folder, { recursive: true }))

const base = { seed: 42, profile: 'real', asOf } as const
const column = (json: string, key: string): readonly string[] =>
  (JSON.parse(json) as Record<string, string>[]).map((record) => record[key] as string)
const countOf = (defects: readonly Defect[], kind: string): number =>
  defects.filter((defect) => defect.kind === kind).length

describe('the committed sample', () => {
  test('is what the generator writes, byte for byte', () => {
    for (const [name, text] of sampleFiles(sampleDefaults)) {
      expect(readFileSync(new URL(`../../sample/${name}`, import.meta.url), 'utf8') === text, name).toBe(true)
    }
  })

  test('has the form of the real files: indent, no final newline, ASCII only', () => {
    const files = sampleFiles(sampleDefaults)
    for (const name of ['ocm.json', 'ppm.json', 'training.json', 'settings.json', 'audit_log.json']) {
      expect(files.get(name)).toMatch(/^[\n\x20-\x7e]*[\]}]$/)
    }
    expect(files.get('training.json')).toContain('\n    {\n        "id": "1"')
  })
})

describe('the generator', () => {
  test('the same seed gives the same bytes, another seed others', () => {
    const one = generate({ register: 'ocm', n: 612, ...base })
    expect(generate({ register: 'ocm', n: 612, ...base })).toEqual(one)
    expect(generate({ register: 'ocm', n: 612, ...base, seed: 43 }).json).not.toBe(one.json)
  })

  test('chance is mulberry32', () => {
    const { next } = randomFrom(1)
    expect([next(), next(), next()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522])
  })

  test('quotas are rounded, and at least one', () => {
    expect([quota(0.41, 612), quota(0.015, 612), quota(11 / 612, 612), quota(0.0001, 10), quota(0, 10)]).toEqual([
      251, 9, 11, 1, 0,
    ])
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3])
  })

  test('OCM has the shape of the real register', () => {
    const { json, manifest } = generate({ register: 'ocm', n: 612, ...base })
    const distinct = (key: string): number => new Set(column(json, key)).size
    expect(['Serial', 'Name', 'Model', 'Manufacturer', 'Department'].map(distinct)).toEqual([610, 83, 166, 132, 26])
    expect(column(json, 'Model').filter((model) => model === 'GENERIC').length).toBeGreaterThan(170)
    const runs = column(json, 'Department').filter((department, at, all) => department !== all[at - 1]).length
    expect(runs).toBe(39)
    const expected = {
      serial_placeholder: 260,
      serial_duplicate_exact: 2,
      serial_hash_twin: 11,
      serial_has_slash: 1,
      log_duplicate: 18,
      log_not_4_digits: 2,
    }
    for (const [kind, count] of Object.entries(expected)) expect(countOf(manifest.defects, kind), kind).toBe(count)
  })

  test('PPM has the shape of the real register', () => {
    const { json, manifest } = generate({ register: 'ppm', n: 1038, ...base })
    const distinct = (key: string): number =>
      new Set(column(json, key).map((text) => text.trim().replace(/ +/g, ' '))).size
    expect(['SERIAL', 'Name', 'MODEL', 'MANUFACTURER'].map(distinct)).toEqual([1038, 482, 641, 427])
    expect(column(json, 'Department').filter((department, at, all) => department !== all[at - 1])).toHaveLength(26)
    const block = manifest.defects.filter(
      ({ kind, field }) => kind === 'engineer_spreadsheet_number' && field.startsWith('PPM_Q_II.'),
    )
    expect(block.map(({ index }) => index)).toEqual(Array.from({ length: 56 }, (_, at) => 103 + at))
  })

  test('every defect of the manifest stands in the file', () => {
    const { json, manifest } = generate({ register: 'ppm', n: 1038, ...base, profile: 'stress' })
    const records = JSON.parse(json) as Record<string, Record<string, unknown>>[]
    const plain = manifest.defects.filter(
      ({ kind }) => !/^key_|no_missing|quarter_missing|alias|serial_number_typed/.test(kind),
    )
    for (const { index, field, injected } of plain) {
      const [key = '', inner] = field.split('.')
      const value = records[index]?.[key]
      expect(inner === undefined ? value : value?.[inner]).toEqual(injected)
    }
  })

  test('numbers too long for JavaScript stand in the file with all their digits', () => {
    expect(generate({ register: 'ocm', n: 612, ...base, profile: 'stress' }).json).toContain(
      '"Serial": 12345678901234567890,',
    )
  })

  test('too few records for a profile are refused', () => {
    expect(() => generate({ register: 'ocm', n: 20, ...base, profile: 'stress' })).toThrow(
      '20 records are too few for the defects of this profile.',
    )
  })
})

describe('long files', () => {
  const options = { register: 'ocm', n: 12_000, ...base } as const

  test('are made block by block and go on numbering', () => {
    const records = [...streamRecords(options)]
    expect(records.map(({ NO }) => NO)).toEqual(Array.from({ length: 12_000 }, (_, at) => at + 1))
    const doubles = 12_000 - new Set(records.map(({ Serial }) => Serial)).size
    expect(doubles).toBe([5000, 5000, 2000].map((n) => quota(2 / 612, n)).reduce((sum, pairs) => sum + pairs, 0))
  })

  test('JSON, NDJSON and CSV hold the same records', async () => {
    const path = (form: string): string => join(folder, `ocm.${form}`)
    for (const form of ['json', 'ndjson', 'csv'] as const) await writeStream(path(form), form, options)
    const records = [...streamRecords(options)]
    expect(readFileSync(path('json'), 'utf8')).toBe(JSON.stringify(records, null, 2))
    expect(
      readFileSync(path('ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(records)
    const lines = readFileSync(path('csv'), 'utf8').trimEnd().split('\n')
    expect(lines[0]).toBe(Object.keys(records[0] ?? {}).join(','))
    expect(lines[1]).toBe(Object.values(records[0] ?? {}).join(','))
    expect(lines).toHaveLength(12_001)
  })
})

describe('damaged files', () => {
  const { json } = generate({ register: 'ocm', n: 612, ...base })
  const written = (variant: (typeof fileVariants)[number]): Buffer => {
    const path = join(folder, `${variant}.json`)
    writeVariant(path, variant, json)
    return readFileSync(path)
  }

  test('each is damaged in its own way', () => {
    expect(written('bom').subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(written('crlf').toString()).toContain('[\r\n  {\r\n')
    expect(() => JSON.parse(written('trailing-comma').toString()) as unknown).toThrow()
    expect(written('truncated').length).toBe(Math.floor(json.length * 0.6))
    expect(Array.isArray(JSON.parse(written('object-instead-of-array').toString()))).toBe(false)
    expect(JSON.parse(written('empty-array').toString())).toEqual([])
    expect(written('empty-file').length).toBe(0)
    expect(
      written('duplicate-keys')
        .toString()
        .match(/"NO": 1(?:000001)?,/g),
    ).toHaveLength(2)
    expect(written('utf-16').subarray(0, 4)).toEqual(Buffer.from([0xff, 0xfe, 0x5b, 0x00]))
  })

  test('200 MB are 200 MB', () => {
    const path = join(folder, 'huge.json')
    writeVariant(path, '200-mb', json)
    expect(statSync(path).size).toBeGreaterThanOrEqual(200 * 1024 * 1024)
    rmSync(path)
  })
})
