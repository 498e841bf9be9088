/** Between any two schemas there is a way that keeps every row, or a refusal that changes nothing. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import { readAnswers, type TypedAnswers } from '../../../src/diff/answers.ts'
import type { Difference } from '../../../src/diff/diff.ts'
import { type Finding, isBlocking } from '../../../src/kernel/finding.ts'
import type { Connection, Queries } from '../../../src/kernel/connection.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { server } from '../../dialects/server.ts'
import { type RandomSchema, randomSchema } from './random-schema.ts'
import { ddlOf, differ, difference, make, type Place, recycled, rowsOf, settled } from './walk.ts'

type Style = { readonly keeps: boolean; readonly renames: boolean }
type Pair = { readonly from: RandomSchema; readonly to: RandomSchema }

/** Answers every question: all that could be is renamed, or nothing, and what needs a value gets one. */
async function settle(place: Place, { from, to }: Pair, { keeps, renames }: Style): Promise<Difference> {
  let typed: TypedAnswers = { keepDropped: keeps }
  for (let tries = 0; ; tries++) {
    const each = { name: 'random', from: from.script, to: to.script, answers: readAnswers(typed) }
    const found = await differ(place, each)
    const [open] = found.findings.filter(isBlocking)
    if (open === undefined) return found
    if (tries > 60 || open.answer === undefined) throw new Error(`cannot be answered: ${JSON.stringify(open)}`)
    typed = answered(typed, open, { to, renames })
  }
}

function answered(
  typed: TypedAnswers,
  { code, subject, answer = '' }: Finding,
  about: { to: RandomSchema; renames: boolean },
): TypedAnswers {
  const words = answer.replace(/^--[a-z-]+ /, '')
  const value = `${words.replace('<sql>', '').replace('<value>', '')}`
  const given = `${value}${about.to.values[subject]}`
  switch (code) {
    case 'DIFF101':
      return about.renames ? plus(typed, 'renames', words) : plus(typed, 'drops', words.replace(/=[^=]*$/, ''))
    case 'DIFF102':
      return plus(typed, 'fills', given)
    case 'DIFF103':
      return plus(typed, 'usings', given)
    default:
      return plus(typed, 'values', `${value}a`)
  }
}

const plus = (typed: TypedAnswers, list: Exclude<keyof TypedAnswers, 'keepDropped'>, words: string): TypedAnswers => ({
  ...typed,
  [list]: [...(typed[list] ?? []), words],
})

async function fill(db: Queries, rows: readonly string[]): Promise<void> {
  for (const row of rows) await db.run(sql.raw(row)).catch(() => undefined) // a row that the schema itself refuses
}

async function applied(db: Queries, statements: readonly string[]): Promise<boolean> {
  try {
    for (const text of statements) await db.run(sql.raw(text))
    return true
  } catch (error) {
    await db.run(sql`rollback`)
    expect(wordsOf(error)).toMatch(
      /invalid input|violates|contains null|duplicate|could not create unique|do not fit|out of range|overflow|cannot cast|malformed/,
    )
    return false
  }
}

const wordsOf = (error: unknown): string => String((error as { cause?: unknown }).cause ?? error)

describe.skipIf(server === undefined)('random schemas', () => {
  const place = recycled(postgres, () => postgres.scratch(server?.url))
  afterAll(() => place.end())

  async function holds(from: RandomSchema, to: RandomSchema, style: Style): Promise<void> {
    const found = await settle(place, { from, to }, style)
    expect(found.findings.filter(({ code }) => code === 'DIFF107' || code === 'DIFF108')).toEqual([])
    const db = await make(place, from.script)
    try {
      await fill(db, from.rows)
      await walk(db, { from, to }, found)
    } finally {
      await db.close()
    }
  }

  async function walk(db: Connection, { to }: Pair, found: Difference): Promise<void> {
    const [start, rows] = [await settled(place, db), await rowsOf(place, db)]
    if (!(await applied(db, found.up.framed))) {
      if (isWhole(found)) expect(difference(await settled(place, db), start)).toEqual([])
      return expect(await rowsOf(place, db)).toEqual(rows)
    }
    const goal = await make(place, to.script)
    expect(difference(await settled(place, db), await settled(place, goal)), 'after up').toEqual([])
    await goal.close()
    if (!(await applied(db, found.down.framed))) return expect(found.reversible).toBe(false)
    expect(difference(await settled(place, db), start), 'after down').toEqual([])
    if (found.reversible) expect(await rowsOf(place, db)).toEqual(rows)
  }

  const isWhole = ({ up }: Difference): boolean => up.framed[0] === 'begin' && up.framed.at(-1) === 'commit'

  test('there and back', { timeout: 560_000 }, async () => {
    const style = fc.record({ keeps: fc.boolean(), renames: fc.boolean() })
    await fc.assert(fc.asyncProperty(randomSchema, randomSchema, style, holds), {
      numRuns: Number(process.env['RUNS'] ?? 10),
      seed: Number(process.env['SEED'] ?? 20_261_121),
      endOnFailure: true,
    })
  })

  test('every print of a random schema is equal to it', { timeout: 200_000 }, async () => {
    const prints = async ({ script }: RandomSchema): Promise<void> => {
      const db = await make(place, script)
      try {
        const copy = await make(place, (await ddlOf(place).recreate(db)).join(';\n'))
        expect(difference(await settled(place, db), await settled(place, copy))).toEqual([])
        await copy.close()
      } finally {
        await db.close()
      }
    }
    await fc.assert(fc.asyncProperty(randomSchema, prints), { numRuns: 8, seed: 7, endOnFailure: true })
  })
})
