/** One way from a schema to another, with rows. */
export type Case = {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly rows?: string
  /** Answers as typed: `rename column:t.a=b`, `fill t.a=0`, `using t.a=…`, `drop column:t.a`, `keep`. */
  readonly answers?: readonly string[]
  /** What a query gives after the up. */
  readonly gives?: Readonly<Record<string, readonly (readonly unknown[])[]>>
  /** Default: true, and then rows and schema come back whole. */
  readonly reversible?: boolean
  /** Default: false. */
  readonly destructive?: boolean
  /** The two are equal: nothing is to be done. */
  readonly equal?: true
  /** The answer that is asked for. */
  readonly asks?: string
  /** The words with which the list fails on these rows, which it then leaves as they were. */
  readonly fails?: RegExp
  /** A text that the list must, or must not, hold. */
  readonly has?: RegExp
  readonly lacks?: RegExp
}
