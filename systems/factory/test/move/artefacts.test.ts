import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { up } from 'millwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveLegacy, readComparison, writeRunArtefacts } from '../../src/artefacts/artefacts.ts'
import type { Archived } from '../../src/artefacts/archive.ts'
import { archiveBroken } from '../../src/artefacts/problems.ts'
import { factsFrom } from '../../src/move/facts.ts'
import { factoryProject } from '../../src/move/project.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { type MovedEnd, paramsFor } from './moved.ts'
import { count, samples, smallLegacy } from './small-legacy.ts'

const stamps = `'2020-01-01', '2020-01-01'`

const legacy = [
  samples('u1', '2025-03-10 05:00', 480),
  `update "OperationalMetric" set temperature = 40`,
  count('u1', '2025-03-10 05:00', '480, 480, 0'),
  `update "ProductionMetric" set shift = 'morning'`,
  `insert into "PerformanceMetric" (id, "workUnitId", "timestamp", "oeeScore", "createdAt") values
    ('p1', 'u1', '2025-03-10 05:00', 0.45, '2025-03-10'), ('p2', 'u1', '2025-03-10 12:00', 55, '2025-03-10'), ('p3', 'u1', '2025-03-11 12:00', 55, '2025-03-10')`,
  `insert into "User" (id, email, role, department, "passwordHash", "createdAt", "updatedAt") values ('u', 'a@x', 'user', 'Press shop', 'invented-hash', ${stamps})`,
  `insert into "Session" values ('s', 'u', 'invented-token', '2099-01-01', '2025-01-01')`,
]

describeEachDatabase('what a move leaves beside its target', (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'factory-artefacts-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let archived: readonly Archived[]
  let run: string
  beforeAll(async () => {
    const [source, target] = [bench.newUrl(), bench.newUrl()]
    await (await smallLegacy(source, legacy)).db.close()
    const params = { ...paramsFor(source), from: '2025-03-10', to: '2025-03-10' }
    const facts = factsFrom(params)
    archived = await archiveLegacy(folder, facts)
    const end = (await up(await factoryProject(target, params), { yes: true })) as MovedEnd
    run = end.report.run.id
    await writeRunArtefacts(folder, run, { facts, target })
  }, 120_000)

  test('archives hold what stays behind, and never a password or a token', () => {
    const rows = Object.fromEntries(archived.map(({ file, rows: n }) => [file.replace('.jsonl.gz', ''), n]))
    expect(rows).toMatchObject({ OperationalMetric: 480, PerformanceMetric: 3, Area: 1, User: 1, Alert: 0 })
    expect(JSON.parse(readFileSync(join(folder, 'archive', 'manifest.json'), 'utf8'))).toEqual(archived)
    const texts = archived.map(({ file }) => gunzipSync(readFileSync(join(folder, 'archive', file))).toString())
    expect(texts.join('')).toContain('Press shop')
    expect(texts.join('')).not.toMatch(/invented-hash|invented-token/)
    expect(
      texts
        .join('')
        .split('\n')
        .filter((line) => line.includes('"temperature":40')),
    ).toHaveLength(480)
  })

  test('legacy figures are compared with those of their shifts, percent or not', () => {
    const [machine] = readComparison(folder, run) ?? []
    expect(machine).toMatchObject({ equipmentId: 'u1', compared: 2 })
    expect(machine?.maxDifference).toBeCloseTo(0.05, 9)
    expect(machine?.meanDifference).toBeCloseTo(0.05, 9)
    expect(readComparison(folder, '../archive')).toBeUndefined()
    expect(readComparison(undefined, run)).toBeUndefined()
  })

  test('what names became is told to programs', () => {
    const lines = (file: string): unknown[] =>
      readFileSync(join(folder, run, file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown)
    expect(lines('crosswalk.jsonl')).toEqual([
      { table: 'Line', id: 'l1', code: 'L1', becomes: 'WorkCenter', newCode: 'L1' },
    ])
    expect(lines('hierarchy.jsonl')).toMatchObject([
      { workUnit: 'U1', cell: null, line: 'L1', area: 'A1', plant: 'P1' },
    ])
    expect(lines('shifts.jsonl')).toEqual([{ text: 'morning', rows: 1, shift: 'A' }])
  })
})

test('an archive that is not what was written stops the move', () => {
  const { code, exit, text } = archiveBroken('x.gz')
  expect({ code, exit, text }).toEqual({
    code: 'FAC401',
    exit: 4,
    text: {
      what: 'The archive x.gz does not hold what was written into it.',
      state: 'Nothing was moved; the source was only read.',
      next: 'Look whether the disk is full or failing, and repeat the command.',
    },
  })
})
