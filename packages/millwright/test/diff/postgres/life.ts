import { expect } from 'vitest'
import type { Difference } from '../../../src/diff/diff.ts'
import { isBlocking } from '../../../src/kernel/finding.ts'
import type { Queries } from '../../../src/kernel/connection.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { type Case, differ, difference, make, type Place, rowsOf, runAll, settled } from './walk.ts'

/** The whole life of a case: there, looked at, nothing left to do, back, looked at, and there again. */
export async function walkCase(place: Place, each: Case, oracle?: Oracle): Promise<void> {
  const db = await make(place, each.from, each.rows ?? '')
  try {
    const found = await differ(place, each, db)
    if (each.asks !== undefined) return expectQuestions(found, each.asks)
    expect(found.findings.filter(isBlocking)).toEqual([])
    if (each.destructive !== undefined) expect(found.destructive, 'destructive').toBe(each.destructive)
    if (each.reversible !== undefined) expect(found.reversible, 'reversible').toBe(each.reversible)
    await walkWays(place, each, { db, found, ...(oracle === undefined ? {} : { oracle }) })
  } finally {
    await db.close()
  }
}

const expectQuestions = ({ findings, up }: Difference, codes: readonly string[]): void => {
  expect(findings.filter(isBlocking).map(({ code }) => code)).toEqual(codes)
  expect(up.framed).toEqual([])
}

/** What another program says of a database, in lines. */
export type Oracle = (db: Queries) => Promise<readonly string[]>

type Walked = { readonly db: Queries; readonly found: Difference; readonly oracle?: Oracle }

async function walkWays(place: Place, each: Case, { db, found, oracle }: Walked): Promise<void> {
  const { goal, told } = await wantedOf(place, each, oracle)
  const start = await settled(place, db)
  const rows = await rowsOf(place, db)
  await goUp()
  expect(await oracle?.(db), 'what pg_dump says').toEqual(told)
  if (each.look !== undefined && !isWriting(each.look)) await expectRows(db, each.look)
  await runAll(db, found.down.framed)
  expect(difference(await settled(place, db), start), 'after down').toEqual([])
  if (found.reversible) expect(await rowsOf(place, db), 'rows after down').toEqual(rows)
  else if (each.answers?.usings !== undefined) return // the words fit the old values, and those are gone
  await goUp()
  if (each.look !== undefined && isWriting(each.look)) await expectRows(db, each.look)

  async function goUp(): Promise<void> {
    await runAll(db, found.up.framed)
    expect(difference(await settled(place, db), goal), 'after up').toEqual([])
  }
}

const isWriting = ([query]: readonly [string, ...string[]]): boolean => query.startsWith('insert')

async function wantedOf(place: Place, { to }: Case, oracle: Oracle | undefined) {
  const wanted = await make(place, to)
  try {
    return { goal: await settled(place, wanted), told: await oracle?.(wanted) }
  } finally {
    await wanted.close()
  }
}

async function expectRows(db: Queries, [query, ...rows]: readonly [string, ...string[]]): Promise<void> {
  const found = await db.all(sql.raw(query))
  expect(
    found.map((row) => Object.values(row).map(String).join(' ')),
    query,
  ).toEqual(rows)
}
