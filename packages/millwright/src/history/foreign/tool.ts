import type { Finding } from '../../kernel/finding.ts'
import type { Row } from '../../kernel/value.ts'

/** One migration of another tool. */
export type ForeignFile = {
  /** As the tool's own table names it. */
  readonly id: string
  readonly file: string
  /** The SQL that it runs upwards; missing where it is code, which is never run here. */
  readonly script?: string
  /** SHA-256 or the like, in the form in which the tool's table keeps it. */
  readonly checksum?: string
  /** Those that come before it, where the tool knows a graph. */
  readonly parents?: readonly string[]
  /** What its code says it does to tables, as far as that can be read without running it. */
  readonly claims?: readonly Claim[]
}

/** A table or column that a migration's code makes or removes, in the order in which it says so. */
export type Claim = {
  readonly does: 'adds' | 'drops' | 'renames'
  readonly table: string
  readonly column?: string
  /** The new name of a renamed table. */
  readonly to?: string
}

/** What a tool's table says was applied. */
export type Recorded = {
  readonly ids: readonly string[]
  /** The checksum that the tool noted, by id. */
  readonly checksums?: ReadonlyMap<string, string>
  readonly findings: readonly Finding[]
}

/** The tables of a database as a tool may recognise its own: names in order, and the columns of one of them. */
export type Seen = { readonly tables: ReadonlySet<string>; readonly columns: ReadonlySet<string> }

/** Another migration tool: where it writes down what it applied, where its files are, and how the two belong together. */
export type ForeignTool = {
  readonly name: string
  /** Its word on the command line. */
  readonly flag: string
  /** Where it records what it applied. */
  readonly table: string
  /** The schema of that table, where the database knows several. */
  readonly schema?: string
  /** Its other tables; all of them go when the tool is retired. */
  readonly others?: readonly string[]
  /** Whether a table of that name is this tool's; several tools use the same name. */
  isIts?(seen: Seen): boolean
  /** Where its files usually lie, the likeliest first. */
  readonly folders: readonly string[]
  /** @param rows of its table, @param others of its other tables that are there, by name */
  read(rows: readonly Row[], others: ReadonlyMap<string, readonly Row[]>): Recorded
  /** Its migrations, in the order in which it would run them. @throws ADOPT106 when the folder cannot be read */
  files(folder: string): readonly ForeignFile[]
  /** Those of its files that are applied, by what it recorded; every file whose id was recorded unless said otherwise. */
  applied?(files: readonly ForeignFile[], recorded: Recorded): readonly ForeignFile[]
}

export const textOf = (row: Row, column: string): string => {
  const value = row[column]
  return value === null || value === undefined ? '' : String(value)
}

/** A fact about a foreign history, as a finding. */
export const told = (
  severity: Finding['severity'],
  code: string,
  { subject, message, answer }: { readonly subject: string; readonly message: string; readonly answer?: string },
): Finding => ({ code, severity, subject, message, ...(answer === undefined ? {} : { answer }) })
