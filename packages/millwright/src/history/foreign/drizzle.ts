import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { wordsOf, causedBy } from '../../kernel/problem.ts'
import { entriesIn, textIn } from './files.ts'
import { unreadableFolder } from './problems.ts'
import { scriptIn, sha256 } from './prisma.ts'
import { type ForeignFile, type ForeignTool, textOf } from './tool.ts'

/**
 * Drizzle Kit. Its table keeps the moment that stands in the journal beside the files, and the hash of each; from
 * version 1 on there is no journal, and the name is kept.
 */
export const drizzle: ForeignTool = {
  name: 'Drizzle Kit',
  flag: 'drizzle',
  table: '__drizzle_migrations',
  schema: 'drizzle',
  folders: ['drizzle', 'drizzle/migrations', 'migrations'],
  read(rows) {
    const ids = rows.map((row) => textOf(row, 'name') || textOf(row, 'created_at'))
    return {
      ids,
      checksums: new Map(rows.map((row, at) => [ids[at] as string, textOf(row, 'hash')])),
      findings: [],
    }
  },
  files: (folder) => (existsSync(join(folder, journal)) ? journalled(folder) : foldersIn(folder)),
}

const journal = join('meta', '_journal.json')

type Journal = { readonly entries: readonly { readonly when: number; readonly tag: string }[] }

const journalled = (folder: string): readonly ForeignFile[] =>
  readJournal(folder).map(({ when, tag }) => {
    const script = textIn(folder, `${tag}.sql`)
    return { id: String(when), file: join(folder, `${tag}.sql`), script, checksum: sha256(script) }
  })

function readJournal(folder: string): Journal['entries'] {
  try {
    return (JSON.parse(textIn(folder, journal)) as Journal).entries
  } catch (error) {
    throw causedBy(unreadableFolder(join(folder, journal), wordsOf(error)), error)
  }
}

const foldersIn = (folder: string): readonly ForeignFile[] =>
  entriesIn(folder)
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => scriptIn(folder, name))
