import { join } from 'node:path'
import { up } from 'millwright'
import { expect, test } from 'vitest'
import { generatePair } from '../../src/generator/generate.ts'
import type { Defect, RegisterName } from '../../src/generator/manifest.ts'
import { masterCodes } from '../../src/generator/departments.ts'
import { paramsOf } from '../../src/loads/params.ts'
import { moveEnd } from '../../src/move/history.ts'
import { hospitalProject } from '../../src/move/project.ts'
import { surveyFolder } from '../../src/move/quality.ts'
import { expectedRows, foundRows, sorted } from '../generator/expected.ts'
import { asOf, emptyPlace, optionsFor, type Place, query, writeData } from './support.ts'

const seeds = Array.from({ length: 50 }, (_, at) => at + 1)
const size = { ocm: 300, ppm: 300 }
const flags = ['--missing-required', 'quarantine', '--too-long', 'quarantine', '--duplicate-serials', 'suffix']

test('found defects are the injected ones, and every record has its row or its reason, for 50 seeds', {
  timeout: 180_000,
}, async () => {
  for (const seed of seeds) {
    const place = emptyPlace()
    const pair = generatePair({ ...size, seed, profile: 'stress', asOf })
    for (const register of ['ocm', 'ppm'] as const) writeData(place, `${register}.json`, pair[register].json)
    await check(place, seed, { ocm: pair.ocm.manifest.defects, ppm: pair.ppm.manifest.defects })
  }
})

async function check(place: Place, seed: number, defects: Record<RegisterName, readonly Defect[]>): Promise<void> {
  const { policies } = optionsFor(place, ...flags)
  const facts = {
    data: place.data,
    asOf,
    startedAt: '2026-01-01T00:00:00.000Z',
    policies,
    departments: [...masterCodes(false)],
    files: ['ocm.json', 'ppm.json'] as const,
    backups: [],
  }
  const findings = await surveyFolder(facts)
  const project = await hospitalProject(place.db, { params: paramsOf(facts) })
  const result = await up(
    { ...project, reports: join(place.folder, 'reports') },
    { target: moveEnd, maxRejects: 1e9, backup: false },
  )
  expect('verdict' in result ? result.verdict : 'none', `seed ${seed}`).toBe('PROVED')
  for (const register of ['ocm', 'ppm'] as const) {
    const file = `${register}.json`
    const expected = withoutCross(expectedRows(defects[register], register))
    const found = withoutCross(foundRows(findings.filter((one) => one.file === file)))
    expect(sorted(found), `seed ${seed} ${register}`).toEqual(sorted(expected))
    checkRecords(place, register, expected)
  }
}

type Rows = Record<string, Set<number>>

// A number with too many digits is read exactly here, so nothing of it is lost. What both registers share has a test of its own.
const elsewhere = new Set(['serial_lossy_number', 'serial_in_both_registers', 'log_number_in_both_registers'])
const withoutCross = (rows: Rows): Rows =>
  Object.fromEntries(Object.entries(rows).filter(([code]) => !elsewhere.has(code)))

const refusing = ['unknown_field', 'alias_conflict', 'no_invalid', 'required', 'too_long', 'bad_quarter']

/** Exactly the injected records have no row, each under its rule; every other record has one row and one line of lineage. */
function checkRecords(place: Place, register: RegisterName, expected: Rows): void {
  const rejects = query(place, 'select record, rule from millwright_reject where step = ? order by record', register)
  const found: Rows = {}
  for (const { record, rule } of rejects) (found[String(rule)] ??= new Set()).add(Number(record))
  for (const rule of refusing)
    expect([...(found[rule] ?? [])], rule).toEqual([...(expected[rule] ?? [])].sort((a, b) => a - b))
  expect(Object.keys(found).filter((rule) => !refusing.includes(rule) && rule !== 'constraint')).toEqual([])
  const left = new Set(rejects.map(({ record }) => Number(record))).size
  const table = query(place, `select count(*) as n from ${register}_equipment`)[0]?.['n']
  expect(Number(table) + left).toBe(size[register])
  expect(query(place, 'select count(*) as n from millwright_lineage where step = ?', register)[0]?.['n']).toBe(
    size[register],
  )
}
