/** The nouns of a database, as its catalogue describes them. They know nothing of any product. */
export type Column = {
  readonly name: string
  /** The declared type as written, upper case, single spaces; '' where the database allows none. */
  readonly type: string
  readonly nullable: boolean
  /** The default's expression as the catalogue prints it. */
  readonly default?: string
  readonly collation?: string
  readonly generated?: { readonly expression: string; readonly stored: boolean }
}

export type ForeignKey = {
  readonly columns: readonly string[]
  readonly table: string
  readonly references: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
}

export type Index = {
  readonly name: string
  readonly table: string
  readonly unique: boolean
  /** Each part as the catalogue prints it: a column or an expression, with its order and collation. */
  readonly parts: readonly string[]
  readonly where?: string
}

export type Table = {
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  /** Column lists of unique constraints and unique indexes without a condition, primary key excluded. */
  readonly uniques: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
  /** What cannot be taken apart further (checks, table options), as normalised text. */
  readonly text: string
  /** A partition: its rows are those of the table that it is a part of, and are told with that one. */
  readonly isPart?: true
}

/** A view or a trigger: its normalised text is its identity. */
export type Definition = { readonly name: string; readonly table: string; readonly text: string }

export type Schema = {
  readonly tables: readonly Table[]
  readonly indexes: readonly Index[]
  readonly views: readonly Definition[]
  readonly triggers: readonly Definition[]
  /** Types, functions, sequences and whatever else a database keeps; missing where it has no such things. */
  readonly others?: readonly Definition[]
}

/** Millwright's own tables start with this; no fingerprint, schema or diff ever includes them. */
const ownPrefix = 'millwright_'

export const isOwn = (name: string): boolean => name.startsWith(ownPrefix)

export const tableOf = (schema: Schema, name: string): Table | undefined =>
  schema.tables.find((table) => table.name === name)
