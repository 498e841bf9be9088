import type { Rename } from './change.ts'

/** A place `table.column` with the words somebody gave for it. */
export type ForColumn = { readonly table: string; readonly column: string; readonly sql: string }

/** What a person decided; nothing of it is ever guessed. */
export type Answers = {
  readonly renames: readonly Rename[]
  /** "It is not renamed": what goes away really goes, written as the left side of a rename. */
  readonly drops: readonly Omit<Rename, 'to'>[]
  /** An expression for rows that need a value (`--fill`). */
  readonly fills: readonly ForColumn[]
  /** An expression of the old column's table that gives the new value (`--using`). */
  readonly usings: readonly ForColumn[]
  /** What rows with a removed value of an enum get (`--map-value`). */
  readonly values: readonly { readonly type: string; readonly from: string; readonly to: string }[]
  readonly keepDropped: boolean
}

export const noAnswers: Answers = { renames: [], drops: [], fills: [], usings: [], values: [], keepDropped: false }

/** The words given for a column, under the names its table has had. */
export const wordsFor = (list: readonly ForColumn[], tables: readonly string[], column: string): string | undefined =>
  list.find((each) => tables.includes(each.table) && each.column === column)?.sql
