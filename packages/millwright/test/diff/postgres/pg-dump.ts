import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { urlOfDatabase } from '../../../src/dialects/postgres/address.ts'
import { connect } from '../../../src/dialects/postgres/connect.ts'
import { dropDatabase, passingName } from '../../../src/dialects/postgres/scratch.ts'
import type { Queries } from '../../../src/kernel/connection.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'

const run = promisify(execFile)

/**
 * What `pg_dump --schema-only` says of a database, after its own words were loaded once more: only then are its texts
 * settled. The lines of a table are sorted, for the order of columns makes no difference.
 */
export async function dumpOf(server: string, db: Queries): Promise<readonly string[]> {
  const name = String((await db.get(sql`select current_database() as name`))?.['name'])
  const first = await dump(urlOfDatabase(server, name))
  const copy = urlOfDatabase(server, passingName('scratch'))
  const other = await connect(copy, { create: true })
  try {
    for (const { text } of postgres.split(first)) if (text !== 'CREATE SCHEMA public') await other.run(sql.raw(text))
    return settled(await dump(copy))
  } finally {
    await other.close()
    await dropDatabase(copy)
  }
}

/** Without the commands to psql that newer ones begin and end with. */
async function dump(url: string): Promise<string> {
  const { stdout } = await run(
    'pg_dump',
    ['--schema-only', '--no-owner', '--exclude-table=*.millwright_*', '--dbname', url],
    { maxBuffer: 1e8 },
  )
  return stdout.replaceAll(/^\\.*$/gm, '')
}

const settled = (text: string): readonly string[] =>
  postgres
    .split(text)
    .map((statement) => statement.text)
    .map((statement) => (/^CREATE (?:UNLOGGED )?TABLE/.test(statement) ? sortLines(statement) : statement))
    .sort()

const sortLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/,$/, ''))
    .sort()
    .join('\n')
