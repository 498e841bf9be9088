import type { Queries } from 'millwright'
import type { Act } from '../audit/record.ts'
import type { Issue } from '../domain/issue.ts'
import type { Detail } from 'millwright/http'
import type { Header } from './header.ts'

/** What happens to a row whose key is there already. */
export type Mode = 'skip' | 'update' | 'fail'

export type ImportOptions = {
  readonly mode: Mode
  /** All rows or none. */
  readonly atomic: boolean
  /** The file was written for a spreadsheet, or by one. */
  readonly excel: boolean
  /**
   * `entry`: new rows have to be right. `register`: the file is an export of a register, and what that register was
   * allowed to keep may come back, such as a serial that lost its digits long ago.
   */
  readonly origin: 'entry' | 'register'
}

/** A row that is stored, with what a person should know of it. */
export type Shelved = {
  readonly fate: 'imported' | 'updated' | 'skipped'
  readonly warnings: readonly Issue[]
}

/** Where rows of one type go, inside of one write transaction. */
export type Shelf = {
  /** The text by which rows are told apart; empty when there is none. */
  readonly keyOf: (cells: readonly string[]) => string
  readonly has: (key: string) => Promise<boolean>
  /** Takes a row in, to be stored at the latest by {@link flush}. @throws Refusal with what is wrong with the row */
  readonly add: (cells: readonly string[]) => Promise<readonly Issue[]>
  /** Nothing is written where nothing is different. @throws Refusal with what is wrong with the row */
  readonly change: (key: string, cells: readonly string[]) => Promise<Shelved>
  readonly flush: () => Promise<void>
  /** What is said of a key that is there already. */
  readonly taken: (key: string) => Detail
}

export type ShelfPlace = {
  readonly db: Queries
  readonly act: Act
  readonly header: Header
  readonly options: ImportOptions
}
