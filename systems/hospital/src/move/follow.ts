import type { RunEvent, RunResult } from 'millwright'
import type { MoveDocument } from './document.ts'

/** What follows a move while it happens. */
export type Follow = {
  readonly onEvent?: (event: RunEvent) => void
  readonly isInterrupted?: () => boolean
  /** Tells what is about to be done, in a few words. */
  readonly say?: (line: string) => void
  readonly now?: () => Date
}

export type Moved = {
  readonly exit: number
  readonly document: MoveDocument
  readonly files: RunResult['files'] | undefined
}

/** What the engine's own actions take of it. */
export const watchOf = ({ onEvent, isInterrupted }: Follow): Pick<Follow, 'onEvent' | 'isInterrupted'> => ({
  ...(onEvent === undefined ? {} : { onEvent }),
  ...(isInterrupted === undefined ? {} : { isInterrupted }),
})
