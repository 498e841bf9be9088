import { join } from 'node:path'
import { between, filesLike, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, textOf, told } from './tool.ts'

const table = 'schema_migrations'

/** dbmate: a row for each version. Its files are in our own form. */
export const dbmate: ForeignTool = {
  name: 'dbmate',
  flag: 'dbmate',
  table,
  isIts: ({ tables, columns }) => !tables.has('ar_internal_metadata') && !columns.has('dirty'),
  folders: ['db/migrations', 'migrations'],
  read: (rows) => ({ ids: rows.map((row) => textOf(row, 'version')), findings: [] }),
  files: (folder) =>
    filesLike(folder, /^(\d+)_.+\.sql$/).map(([name, id = '']) => {
      const script = between(textIn(folder, name), /^--\s*migrate:up.*$/m, /^--\s*migrate:down.*$/m) ?? ''
      return { id, file: join(folder, name), script }
    }),
}

/** Rails: a row for each version; its files are Ruby. */
export const rails: ForeignTool = {
  name: 'Rails',
  flag: 'rails',
  table,
  others: ['ar_internal_metadata'],
  isIts: ({ tables }) => tables.has('ar_internal_metadata'),
  folders: ['db/migrate'],
  read: (rows) => ({ ids: rows.map((row) => textOf(row, 'version')), findings: [] }),
  files: (folder) => filesLike(folder, /^(\d+)_.+\.rb$/).map(([name, id = '']) => ({ id, file: join(folder, name) })),
}

/** golang-migrate: one row, the highest version, and whether it broke off there. */
export const golangMigrate: ForeignTool = {
  name: 'golang-migrate',
  flag: 'golang-migrate',
  table,
  isIts: ({ columns }) => columns.has('dirty'),
  folders: ['migrations', 'db/migrations'],
  read: (rows) => ({
    ids: rows.map((row) => textOf(row, 'version')),
    findings: rows
      .filter((row) => ['true', '1'].includes(textOf(row, 'dirty')))
      .map((row) =>
        told('error', 'ADOPT201', { subject: textOf(row, 'version'), message: 'it is dirty: it broke off half-way' }),
      ),
  }),
  files: (folder) =>
    filesLike(folder, /^(\d+)_.+\.up\.sql$/)
      .map(([name, id = '']): ForeignFile => ({ id, file: join(folder, name), script: textIn(folder, name) }))
      .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),
  applied: (files, { ids }) => files.filter(({ id }) => ids.some((highest) => BigInt(id) <= BigInt(highest))),
}
