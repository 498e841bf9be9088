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
  /** How many characters of an id the tool's table can keep, where that is limited. */
  readonly width?: number
  readonly findings: readonly Finding[]
}

/** The tables of a database as a tool may recognise its own: names in order, and the columns of one of them. */
export type Seen = { readonly tables: ReadonlySet<string>; readonly columns: ReadonlySet<string> }

/** What stands in the tables of a tool beside the rows of its history. */
export type Beside = {
  /** The rows of its other tables that are there, by name. */
  readonly others: ReadonlyMap<string, readonly Row[]>
  /** The declared types of its history's columns. */
  readonly types: ReadonlyMap<string, string>
}

/** The files of a tool beside what it recorded. */
export type Held = {
  readonly files: readonly ForeignFile[]
  readonly recorded: Recorded
  readonly applied: readonly ForeignFile[]
}

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
  read(rows: readonly Row[], beside: Beside): Recorded
  /** Its migrations, in the order in which it would run them. @throws ADOPT106 when the folder cannot be read */
  files(folder: string): readonly ForeignFile[]
  /** Those of its files that are applied, by what it recorded; every file whose id was recorded unless said otherwise. */
  applied?(files: readonly ForeignFile[], recorded: Recorded): readonly ForeignFile[]
  /** What is wrong with its files and its record, where more can be said than that a file is missing or edited. */
  faults?(held: Held): readonly Finding[]
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
