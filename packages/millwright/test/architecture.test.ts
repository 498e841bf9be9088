/** The layers of docs/architecture.md hold, and the rules that hold them are themselves right. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { breachOf } from '../../../tools/architecture/layers.ts'
import { findRings } from '../../../tools/architecture/rings.ts'
import { judgeArchitecture } from '../../../tools/architecture/rules.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const src = 'packages/millwright/src/'
const imported = (from: string, to: string) => ({ from, line: 1, to, isRelative: true })
const inEngine = (from: string, to: string) => breachOf(imported(src + from, src + to))
const byName = (from: string, to: string) => breachOf({ from, line: 1, to, isRelative: false })

describe('architecture', () => {
  test('no file of the engine or of a system breaks it', () => {
    const { files, imports, breaches } = judgeArchitecture(root)
    expect(breaches).toEqual([])
    expect(Math.min(files, imports)).toBeGreaterThan(0)
  })

  test.each([
    ['cli/main.ts', 'actions/up.ts'],
    ['actions/up.ts', 'kernel/problem.ts'],
    ['actions/up.ts', 'dialects/sqlite/connect.ts'],
    ['dialects/pglite/connect.ts', 'dialects/postgres/connect.ts'],
    ['run/apply.ts', 'run/resume.ts'],
    ['testing/index.ts', 'cli/main.ts'],
    ['index.ts', 'actions/up.ts'],
  ])('%s may import %s', (from, to) => {
    expect(inEngine(from, to)).toBeUndefined()
  })

  test.each([
    ['kernel/hash.ts', 'schema/schema.ts', 'kernel must not import schema: it lies above'],
    ['http/app.ts', 'cli/main.ts', 'http must not import cli: it lies above'],
    ['run/apply.ts', 'report/report.ts', 'run must not import report: they are neighbours'],
    ['run/apply.ts', 'testing/index.ts', 'run must not import testing: it lies above'],
    ['cli/main.ts', 'index.ts', 'cli must not import index.ts: it lies above'],
    ['cli/main.ts', 'helpers/any.ts', 'helpers has no place in the order of layers'],
    ['utils/any.ts', 'kernel/hash.ts', 'utils has no place in the order of layers'],
  ])('%s must not import %s', (from, to, reason) => {
    expect(inEngine(from, to)).toBe(reason)
  })

  test.each(['ledger/lock.ts', 'dialects/dialect.ts', 'cli/main.ts'])('%s does not know a concrete dialect', (from) => {
    expect(inEngine(from, 'dialects/sqlite/connect.ts')).toContain('only actions know a concrete dialect')
  })

  test('a system sees only the public names', () => {
    const from = 'systems/hospital/src/start.ts'
    expect(byName(from, 'millwright')).toBeUndefined()
    expect(byName(from, 'millwright/testing')).toBeUndefined()
    expect(byName(from, 'millwright/kysely')).toBeUndefined()
    expect(byName(from, 'millwright/src/kernel/hash.ts')).toBe(
      'a system imports only millwright and millwright/testing and millwright/kysely and millwright/view and millwright/http',
    )
    expect(breachOf(imported(from, `${src}index.ts`))).toBe('a system imports nothing outside its own folder')
  })

  test('a ring is found whatever its length', () => {
    const ring = [
      imported('a.ts', 'b.ts'),
      imported('b.ts', 'c.ts'),
      imported('c.ts', 'a.ts'),
      imported('c.ts', 'd.ts'),
    ]
    expect(findRings(ring)).toEqual([['a.ts', 'b.ts', 'c.ts']])
    expect(findRings(ring.slice(0, 2))).toEqual([])
  })
})
