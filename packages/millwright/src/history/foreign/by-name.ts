import { join } from 'node:path'
import type { Finding } from '../../kernel/finding.ts'
import type { Row } from '../../kernel/value.ts'
import { between, filesLike, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, textOf, told } from './tool.ts'

/** Knex: a row for each file, with its ending, which may change when the files are compiled. */
export const knex: ForeignTool = {
  name: 'Knex',
  flag: 'knex',
  table: 'knex_migrations',
  others: ['knex_migrations_lock'],
  folders: ['migrations', 'db/migrations'],
  read: (rows, { others }) => ({
    ids: rows.map((row) => withoutEnding(textOf(row, 'name'))),
    findings: lockedIn(others.get('knex_migrations_lock')),
  }),
  files: codeIn,
}

/** Kysely: a row for each file, in alphabetical order. */
export const kysely: ForeignTool = {
  name: 'Kysely',
  flag: 'kysely',
  table: 'kysely_migration',
  others: ['kysely_migration_lock'],
  folders: ['migrations', 'src/migrations'],
  read: (rows, { others }) => ({
    ids: rows.map((row) => textOf(row, 'name')),
    findings: lockedIn(others.get('kysely_migration_lock')),
  }),
  files: codeIn,
}

/** node-pg-migrate: a row for each file, which is code or SQL with a comment above each direction. */
export const nodePgMigrate: ForeignTool = {
  name: 'node-pg-migrate',
  flag: 'node-pg-migrate',
  table: 'pgmigrations',
  folders: ['migrations'],
  read: (rows) => ({ ids: rows.map((row) => textOf(row, 'name')), findings: [] }),
  files: (folder) =>
    filesLike(folder, /^(.+)\.([cm]?[jt]s|sql)$/)
      .filter(([name]) => !isDeclaration(name))
      .map(([name, id = '', ending]) =>
        ending === 'sql' ? scriptOf(folder, name, id) : { id, file: join(folder, name) },
      ),
}

const withoutEnding = (name: string): string => name.replace(/\.(?:[cm]?[jt]s|sql|coffee|ls)$/, '')
const isDeclaration = (name: string): boolean => /\.d\.[cm]?ts$/.test(name)

function codeIn(folder: string): readonly ForeignFile[] {
  const names = filesLike(folder, /^(.+)\.[cm]?[jt]s$/).filter(([name]) => !isDeclaration(name))
  return names.map(([name, id = '']) => ({ id, file: join(folder, name) }))
}

function scriptOf(folder: string, name: string, id: string): ForeignFile {
  const text = textIn(folder, name)
  const script = between(text, /^--[^\S\n]*up migration.*$/im, /^--[^\S\n]*down migration.*$/im) ?? text
  return { id, file: join(folder, name), script }
}

const lockedIn = (rows: readonly Row[] = []): readonly Finding[] =>
  rows.some((row) => textOf(row, 'is_locked') === '1')
    ? [
        told('error', 'ADOPT202', {
          subject: 'the lock',
          message: 'it is held: a migration is running, or was interrupted half-way',
        }),
      ]
    : []
