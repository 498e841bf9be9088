/** What holds for every list: nothing is done where nothing differs, and a list that breaks off has done nothing. */
import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { urlOfDatabase } from '../../../src/dialects/postgres/address.ts'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import type { Connection, Queries } from '../../../src/kernel/connection.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { richSchema } from '../../dialects/rich-schema.ts'
import { server } from '../../dialects/server.ts'
import { cases } from './cases/all.ts'
import { odd } from './cases/odd.ts'
import { proofs } from './cases/proofs.ts'
import { type Case, ddlOf, differ, difference, make, recycled, rowsOf, settled } from './walk.ts'

describe.skipIf(server === undefined)('every list', { timeout: 120_000 }, () => {
  const url = server?.url ?? ''
  const place = recycled(postgres, () => postgres.scratch(url))
  afterAll(() => place.end())

  async function withDatabase<T>(scripts: readonly string[], work: (db: Connection) => Promise<T>): Promise<T> {
    const db = await make(place, ...scripts)
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }

  test('a schema with one of everything is equal to what its own print makes', async () => {
    const [first, second] = await withDatabase([richSchema], async (db) => {
      const once = await settled(place, db)
      const twice = await withDatabase(await ddlOf(place).recreate(db), (copy) => settled(place, copy))
      return [once, twice]
    })
    expect(difference(first, second)).toEqual([])
    expect(first.entities.length).toBeGreaterThan(60)
  })

  test('a schema with one of everything is equal to what pg_dump makes of it', async () => {
    await withDatabase([richSchema], async (db) => {
      const text = dumpText(url, await nameOf(db))
      await withDatabase([text], async (copy) => {
        expect(difference(await settled(place, db), await settled(place, copy))).toEqual([])
      })
    })
  })

  test('nothing is written where nothing differs', async () => {
    const found = await differ(place, { name: 'same', from: richSchema, to: richSchema })
    expect(found).toMatchObject({ changes: [], findings: [], up: { framed: [] }, down: { framed: [] } })
  })

  test('what is described is read without a change to the session', async () => {
    await withDatabase(['create schema app'], async (db) => {
      await db.run(sql`set search_path = app, public`)
      await ddlOf(place).describe(db)
      expect(await db.get(sql`select current_setting('search_path') as path`)).toEqual({ path: 'app, public' })
    })
  })

  test.each(odd.filter(isWholeInside))('$name: broken off after any statement, nothing is changed', async (each) => {
    const { up } = await differ(place, each)
    await withDatabase([each.from, each.rows ?? ''], async (db) => {
      const before = await stateOf(db)
      for (let count = 1; count < up.framed.length; count++) {
        for (const text of up.framed.slice(0, count)) await db.run(sql.raw(text))
        await db.run(sql`rollback`)
        expect(await stateOf(db), up.framed[count]).toEqual(before)
      }
    })
  })

  test.each(proofs.filter(({ asks }) => asks !== undefined))(
    '$name: where nobody asked them, rows stop the list and nothing is changed',
    async (each) => {
      const { up } = await differ(place, each)
      await withDatabase([each.from, each.rows ?? ''], async (db) => {
        const before = await stateOf(db)
        await expect(runToTheEnd(db, up.framed)).rejects.toThrow()
        await db.run(sql`rollback`)
        expect(await stateOf(db)).toEqual(before)
      })
    },
  )

  const stateOf = async (db: Queries): Promise<unknown> => ({
    schema: (await ddlOf(place).describe(db)).entities,
    rows: await rowsOf(place, db),
  })
})

/** A list without a statement that stands outside of its transaction. */
function isWholeInside({ name }: Case): boolean {
  return !['everything at once', 'names with everything', 'an index takes the name'].some((head) =>
    name.startsWith(head),
  )
}

async function runToTheEnd(db: Queries, statements: readonly string[]): Promise<void> {
  for (const text of statements) await db.run(sql.raw(text))
}

const nameOf = async (db: Queries): Promise<string> =>
  String((await db.get(sql`select current_database() as name`))?.['name'])

const dumpText = (url: string, name: string): string =>
  execFileSync('pg_dump', ['--schema-only', '--dbname', urlOfDatabase(url, name)], { encoding: 'utf8' })

test('the suite has its size', () => {
  expect(cases.length).toBeGreaterThanOrEqual(140)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})
