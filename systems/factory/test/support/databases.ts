import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'millwright'
import { afterAll, describe } from 'vitest'
import { openUrl } from '../../src/database/open.ts'

/** The server of the tests; each database that is made there gets a name of its own and is dropped. */
const server = process.env['FACTORY_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

const serverAnswers = await answers()

async function answers(): Promise<boolean> {
  try {
    await (await openUrl(server)).db.close()
    return true
  } catch {
    return false
  }
}

/** A place where a test may have databases of its own; `newUrl` names one that is not there yet. */
export type Bench = { readonly name: 'PGlite' | 'PostgreSQL'; readonly newUrl: () => string }

/** The same tests on PGlite and on a PostgreSQL server; without a server, its half is shown as skipped. */
export function describeEachDatabase(title: string, tests: (bench: Bench) => void): void {
  describePglite(title, tests)
  describePostgres(title, tests)
}

export function describePglite(title: string, tests: (bench: Bench) => void): void {
  describe(`${title} (PGlite)`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'factory-test-'))
    let n = 0
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    tests({ name: 'PGlite', newUrl: () => `pglite:${join(folder, String(n++))}` })
  })
}

export function describePostgres(title: string, tests: (bench: Bench) => void): void {
  describe.skipIf(!serverAnswers)(`${title} (PostgreSQL)`, () => {
    const names: string[] = []
    afterAll(() => dropAll(names), 60_000)
    tests({
      name: 'PostgreSQL',
      newUrl: () => {
        names.push(`mw_test_factory_${randomBytes(6).toString('hex')}`)
        return Object.assign(new URL(server), { pathname: `/${names.at(-1) ?? ''}` }).href
      },
    })
  })
}

async function dropAll(names: readonly string[]): Promise<void> {
  const { db } = await openUrl(server)
  for (const name of names) await db.run(sql`drop database if exists ${sql.id(name)} with (force)`)
  await db.close()
}
