import type { Window } from './window.ts'

/** Counts the records of a file in a way of its own, so that it can bear witness against the reader. */
export interface Counter {
  readonly records: number
  /** Takes everything that is in the window. */
  add(window: Window): void
  /** After the end of the file: throws when it is not whole. */
  finish(window: Window): void
}
