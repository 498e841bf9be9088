import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../../kernel/value.ts'
import { entriesIn, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, textOf, told } from './tool.ts'

/** Prisma Migrate: applied is what was finished and not rolled back. */
export const prisma: ForeignTool = {
  name: 'Prisma Migrate',
  flag: 'prisma',
  table: '_prisma_migrations',
  folders: ['prisma/migrations', 'migrations'],
  read(rows) {
    const applied = rows.filter((row) => isFinished(row) && !isRolledBack(row))
    const failed = rows.filter((row) => !isFinished(row) && !isRolledBack(row))
    return {
      ids: applied.map(nameOf),
      checksums: new Map(applied.map((row) => [nameOf(row), textOf(row, 'checksum')])),
      findings: failed.map((row) =>
        told('error', 'ADOPT201', { subject: nameOf(row), message: 'it began and never finished' }),
      ),
    }
  },
  files: (folder) =>
    entriesIn(folder)
      .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
      .map(({ name }) => scriptIn(folder, name)),
}

const nameOf = (row: Row): string => textOf(row, 'migration_name')
const isFinished = (row: Row): boolean => textOf(row, 'finished_at') !== ''
const isRolledBack = (row: Row): boolean => textOf(row, 'rolled_back_at') !== ''

/** A migration that is a folder of its own with the SQL in it. */
export function scriptIn(folder: string, id: string): ForeignFile {
  const script = textIn(folder, id, 'migration.sql')
  return { id, file: join(folder, id, 'migration.sql'), script, checksum: sha256(script) }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
