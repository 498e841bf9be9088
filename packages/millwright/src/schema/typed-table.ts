/** A column as a program sees it: what it reads from it and may write into it, as TypeScript types. */
export type TypedColumn = {
  readonly name: string
  readonly reads: string
  readonly writes: string
  readonly mayBeNull: boolean
  /** A row may be inserted without it. */
  readonly mayBeLeftOut: boolean
  /** The database computes it. */
  readonly isComputed: boolean
}

/** A table or view as a program sees it. */
export type TypedTable = {
  readonly name: string
  readonly isView: boolean
  readonly columns: readonly TypedColumn[]
}
