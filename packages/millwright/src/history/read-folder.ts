import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { causedBy } from '../kernel/problem.ts'
import { loadCode, readHead } from './code-file.ts'
import { type Content, readContent, rereadContent } from './content.ts'
import { type FileName, isAlmostMigration, parseFileName } from './file-name.ts'
import { compareIds, type MigrationFile, type Split } from './migration.ts'
import { badFileName, fileUnreadable, folderMissing } from './problems.ts'
import { parseSql, readHeader } from './sql-file.ts'

/**
 * Reads a folder of migrations, in the order of their ids. Statements are not parsed, and code is imported only where
 * the text does not tell its parents. Fails on a `.sql` file whose name is no migration's name.
 */
export async function readMigrations(folder: string, split: Split): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = []
  for (const entry of listMigrations(folder)) {
    const from = { ...entry, ...readContent(entry.file) }
    files.push(entry.extension === 'sql' ? sqlFile(from, split) : await codeFile(from, split))
  }
  return files.sort((a, b) => compareIds(a.id, b.id) || Number(a.file > b.file))
}

/** A migration's file by its name alone. */
type Entry = FileName & { readonly file: string }

/** The files of a folder that are migrations, without reading them; other files are passed over. */
function listMigrations(folder: string): readonly Entry[] {
  const place = join(folder, sep) // joined once: a history has many names
  return entriesOf(folder).flatMap((entry) => {
    const file = `${place}${entry.name}`
    const name = parseFileName(entry.name)
    if (name === undefined && !isAlmostMigration(entry.name)) return []
    if (!isFile(entry, file)) return []
    return [{ ...(name ?? refuse(file)), file }]
  })
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (cause) {
    throw causedBy(isAbsent(cause) ? folderMissing(folder) : fileUnreadable(folder), cause)
  }
}

const isAbsent = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === 'ENOENT'

/** A link that leads nowhere counts as a file, so that reading it tells the user. */
const isFile = (entry: Dirent, file: string): boolean =>
  !entry.isDirectory() && !(entry.isSymbolicLink() && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)

function refuse(file: string): never {
  throw badFileName(file)
}

function sqlFile({ id, name, file, text, checksum }: Entry & Content, split: Split): MigrationFile {
  let loaded: string | undefined
  const content = () => loaded ?? rereadContent(file, checksum)
  const { parents: declared, squashed } = readHeader({ file, text })
  const load = async () => parseSql({ file, text: (loaded = content()) }, split)
  const replaces = squashed === undefined ? {} : { squashed }
  return { id, name, file, checksum, kind: 'sql', declared, ...replaces, content, load }
}

async function codeFile({ id, name, file, text, checksum }: Entry & Content, split: Split): Promise<MigrationFile> {
  const content = () => rereadContent(file, checksum)
  const { kind, declared } = await readHead({ file, text, checksum })
  const load = async () => loadCode({ file, text: content(), checksum }, split)
  return { id, name, file, checksum, kind, declared, content, load }
}
