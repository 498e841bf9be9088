/** Names a part of a step that somebody is to do. What has to be done for it stands in the ledger. */
export type ChunkOrder = {
  readonly run: string
  readonly migration: string
  readonly step: string
  readonly part: number
  /** Under which epoch of the run's lock it is to be done. */
  readonly epoch: number
}

/** What is known of parts that were submitted. */
export type ChunkStatus = {
  readonly waiting: number
  readonly active: number
  readonly done: number
  /** Parts that failed more often than they may, with the reason. */
  readonly dead: readonly DeadChunk[]
}

/** The error itself is known where the part was done in this process, else its code at most. */
export type DeadChunk = {
  readonly order: ChunkOrder
  readonly reason: string
  readonly error?: unknown
  readonly code?: string
}

/**
 * Does a part from wherever it stands. It ends early, at the end of a batch, when the signal says so.
 * @returns whether the part is done
 */
export type ChunkHandler = (order: ChunkOrder, signal: AbortSignal) => Promise<boolean>

/**
 * Hands parts of steps to those who do them. It knows who works on what, and tries again what failed; what was done, and
 * whether that is all, only the ledger knows: a part that is handed out twice finds its work done.
 */
export interface ChunkExecutor {
  /** Takes parts on. One that is known already is not taken on a second time, unless it is dead. */
  submit(orders: readonly ChunkOrder[]): Promise<void>
  /** Begins to hand out parts; where others do the work, there is no handler. */
  start(handler?: ChunkHandler): Promise<void>
  /** Hands out nothing more of a run, and lets what is at work end with its batch. */
  pause(run: string): Promise<void>
  resume(run: string): Promise<void>
  /** As {@link pause}, for good. */
  cancel(run: string): Promise<void>
  status(run: string): Promise<ChunkStatus>
  close(): Promise<void>
}

/** The same part has the same name, whoever submits it. */
export const nameOf = ({ run, migration, step, part, epoch }: ChunkOrder): string =>
  JSON.stringify([run, migration, step, part, epoch])
