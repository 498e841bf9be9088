import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, onTestFinished, test } from 'vitest'
import type { Project } from '../../src/actions/project.ts'
import { openDatabase } from '../../src/actions/project.ts'
import { wordsOf } from '../../src/kernel/problem.ts'
import { sql } from '../../src/kernel/sql.ts'
import { type OwnServer, startPostgres } from '../../src/testing/postgres-server.ts'
import { quickFolder } from '../../src/testing/quick-folder.ts'
import { openPlace } from '../../src/testing/task.ts'

export const migrations = fileURLToPath(new URL('on-postgres/migrations', import.meta.url))

/** A server that belongs to one file of tests: its processes are ended, and what they leave goes with it. */
export async function ownServer(): Promise<OwnServer | undefined> {
  try {
    const server = await startPostgres(['-c', 'autovacuum=off'])
    afterAll(() => server.close())
    return server
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    describe(`no PostgreSQL of their own: ${wordsOf(error)}`, () => test.skip('needs a server', () => undefined))
    return undefined
  }
}

const batch = { minRows: 7, maxRows: 7, targetMs: 1000 }

/** A folder with a configuration that names a new database of this server; it lives as long as the test. */
export function folderOn(server: OwnServer | undefined, config: object = {}): string {
  const folder = quickFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const content = { database: server?.newUrl(), backups: { before: 'never' }, batch, ...config }
  writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify(content))
  return folder
}

export const projectOn = (folder: string, url?: string): Promise<Project> =>
  openPlace({ cwd: folder, migrations, ...(url === undefined ? {} : { url }) })

/** The rows of a query, each as its values in one text. */
export async function rowsOn(project: Project, query: string): Promise<readonly string[]> {
  const db = await openDatabase(project)
  try {
    return (await db.all(sql.raw(query))).map((row) => Object.values(row).join(' '))
  } finally {
    await db.close()
  }
}
