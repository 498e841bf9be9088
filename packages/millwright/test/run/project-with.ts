import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { openProject, type Project } from '../../src/actions/project.ts'
import { isProblem, type Problem } from '../../src/kernel/problem.ts'
import { quickFolder } from '../../src/testing/quick-folder.ts'

const from = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href

/** What the migrations in the tests import: the sources, wherever the files are written. */
const imports = `
import { defineMigration } from '${from('history/define-migration.ts')}'
import { defineMove } from '${from('steps/move.ts')}'
import { listOf } from '${from('testing/list-source.ts')}'
import { sql } from '${from('kernel/sql.ts')}'
`

/** A file of a move whose body declares the steps. */
export const moveOf = (body: string, options = '{}'): string => `${imports}
export default defineMove(${options}, (m, params) => {
${body}
})
`

export const codeOf = (members: string): string => `${imports}\nexport default defineMigration({ ${members} })\n`

export type Files = { readonly [name: string]: string }

/** A project with these migrations and an empty database; it lives as long as the test. */
export async function projectWith(files: Files, config: object = {}): Promise<Project> {
  const root = quickFolder()
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'migrations'))
  for (const [name, text] of Object.entries(files)) writeMigration(root, name, text)
  const content = { database: 'sqlite:app.db', backups: { before: 'never' }, ...config }
  writeFileSync(join(root, 'millwright.config.json'), JSON.stringify(content))
  return openProject({ cwd: root })
}

export const writeMigration = (root: string, name: string, text: string): void =>
  writeFileSync(join(root, 'migrations', name), text)

export const fileOf = ({ root }: Project): string => join(root, 'app.db')

/** Does something with the database as any other program would. */
function withDb<T>(project: Project, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(fileOf(project))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** A query's rows, each as its values in one text. */
export const rowsOf = (project: Project, query: string): readonly string[] =>
  withDb(project, (db) =>
    db
      .prepare(query)
      .all()
      .map((row) => Object.values(row).join(' ')),
  )

export const exec = (project: Project, script: string): void => withDb(project, (db) => db.exec(script))

/** The problem that a promise is rejected with. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
  throw new Error('nothing went wrong')
}

/** Batches so small that a handful of records needs several. */
export const smallBatches = { batch: { minRows: 3, maxRows: 3, targetMs: 1000 } }

export const table = (name: string, columns: string): string =>
  `-- migrate:up\ncreate table ${name} (${columns});\n-- migrate:down\ndrop table ${name};\n`
