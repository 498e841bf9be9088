import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect } from 'vitest'
import type { Found } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import type { DatasetOptions } from '../../src/generator/dataset.ts'
import { type Throwaway, Workshop } from '../../src/tester/throwaway.ts'
import { server, serverAnswers } from './databases.ts'

export type Target = {
  /** A database of its own with a sample in it. */
  readonly make: (dataset?: DatasetOptions) => Promise<Throwaway>
}

/** The same tests on PGlite and on the server; without a server, its half is shown as skipped. */
export function describeEachTarget(title: string, tests: (target: Target) => void): void {
  describeTarget(`${title} (PGlite)`, undefined, tests)
  describeServer(title, tests)
}

export function describeServer(title: string, tests: (target: Target) => void): void {
  describe.skipIf(!serverAnswers)(`${title} (PostgreSQL)`, () => inWorkshop(server, tests))
}

function describeTarget(title: string, url: string | undefined, tests: (target: Target) => void): void {
  describe(title, () => inWorkshop(url, tests))
}

function inWorkshop(url: string | undefined, tests: (target: Target) => void): void {
  const workshop = new Workshop(url)
  const made: Throwaway[] = []
  afterAll(async () => {
    for (const one of made) await one.dispose()
    await workshop.dispose()
  }, 120_000)
  tests({
    make: async (dataset = { sample: 'minimal_sample' }) => {
      const one = await workshop.make(dataset)
      made.push(one)
      return one
    },
  })
}

/** Asks a database that nobody has open now. */
export async function ask(url: string, ...statements: readonly string[]): Promise<readonly Found[]> {
  const db = await openDatabase(url)
  try {
    for (const statement of statements.slice(0, -1)) await db.exec(statement)
    return await db.query(statements.at(-1) ?? 'select 1')
  } finally {
    await db.close()
  }
}

/** Runs a script in a database that nobody has open now. */
export async function change(url: string, script: string): Promise<void> {
  const db = await openDatabase(url)
  try {
    await db.exec(script)
  } finally {
    await db.close()
  }
}

/** The only value of an answer, as text. */
export async function value(url: string, query: string): Promise<string> {
  return String(Object.values((await ask(url, query))[0] ?? {})[0])
}

/** Holds a report against its published schema. */
export function expectShape(kind: 'migration' | 'validation' | 'test' | 'production', report: unknown): void {
  const file = new URL(`../../schema/${kind}-report.schema.json`, import.meta.url)
  const check = new Ajv2020({ strict: true, strictTypes: false }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  )
  const isFitting = check(JSON.parse(JSON.stringify(report)))
  expect({ isFitting, errors: check.errors }).toEqual({ isFitting: true, errors: null })
}
