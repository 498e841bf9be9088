/** Every code of the engine: well formed, used once, and never also the code of a finding. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const source = new URL('../../src', import.meta.url).pathname
const files = globSync('**/problems.ts', { cwd: source }).toSorted()

type Maker = { readonly code: string }

const isMaker = (thing: unknown): thing is Maker => typeof thing === 'function' && 'code' in thing

async function makersIn(file: string): Promise<readonly Maker[]> {
  const made = (await import(join(source, file))) as Readonly<Record<string, unknown>>
  return Object.values(made).filter(isMaker)
}

const codesIn = async (file: string) => (await makersIn(file)).map(({ code }) => code)

describe('the problems of the engine', () => {
  test('stand in one file for each folder', () => {
    expect(files).toEqual([
      'actions/problems.ts',
      'backup/problems.ts',
      'cli/problems.ts',
      'dialects/postgres/problems.ts',
      'dialects/sqlite/problems.ts',
      'diff/problems.ts',
      'history/foreign/problems.ts',
      'history/problems.ts',
      'http/problems.ts',
      'kysely/problems.ts',
      'ledger/problems.ts',
      'plan/problems.ts',
      'run/problems.ts',
      'sources/problems.ts',
      'steps/problems.ts',
    ])
  })

  test.each(files)('of %s have well formed codes, all of them exported', async (file) => {
    const codes = await codesIn(file)
    expect(codes.filter((code) => !/^[A-Z]+\d{3}$/.test(code))).toEqual([])
    const written = readFileSync(join(source, file), 'utf8').match(/\bdefineProblem\(/g) ?? []
    expect(codes).toHaveLength(written.length)
  })

  test('use no code twice', async () => {
    const places = new Map<string, string[]>()
    for (const file of files)
      for (const code of await codesIn(file)) places.set(code, [...(places.get(code) ?? []), file])
    expect([...places].filter(([, found]) => found.length > 1)).toEqual([])
    expect(places.size).toBeGreaterThan(100)
  })

  test('are defined nowhere else', () => {
    const others = globSync('**/*.ts', { cwd: source }).filter(
      (file) => !files.includes(file) && /\bdefineProblem\(\s*'/.test(readFileSync(join(source, file), 'utf8')),
    )
    expect(others.filter((file) => file !== 'kernel/problem.ts')).toEqual([])
  })

  test('share no code with a finding', async () => {
    const codes = new Set((await Promise.all(files.map(codesIn))).flat())
    const found = globSync('**/*.ts', { cwd: source }).flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(/\bcode: '([A-Z]+\d{3})'/g)].map(([, code = '']) => code),
    )
    expect(found.length).toBeGreaterThan(20)
    expect(found.filter((code) => codes.has(code))).toEqual([])
  })
})
