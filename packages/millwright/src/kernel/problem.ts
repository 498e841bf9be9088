/** The number a command ends with; the meanings are in docs/problems.md. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6

/** The four sentences of every error: what happened, the data's state now, what Millwright does by itself, what to type. */
export type ProblemText = {
  readonly what: string
  readonly state: string
  readonly does?: string
  readonly next: string
}

/** What makes one error: its code, the number its command ends with, and its texts. */
export type ProblemFacts = { readonly code: string; readonly exit: ExitCode; readonly text: ProblemText }

const brand: unique symbol = Symbol.for('millwright.problem') as never

/**
 * An error a person can act on. `message` is the one line for a list; `code` never changes its meaning.
 * Use {@link isProblem}, not `instanceof`: a migration may come with another copy of this module.
 */
export class Problem extends Error {
  readonly [brand] = true
  readonly code: string
  readonly exit: ExitCode
  readonly text: ProblemText

  constructor({ code, exit, text }: ProblemFacts, options: { cause?: unknown } = {}) {
    super(text.what, options)
    this.name = 'Problem'
    this.code = code
    this.exit = exit
    this.text = text
  }
}

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && brand in error

/** A maker of one kind of problem: called with its subject, it returns the error to throw. */
export type ProblemMaker<A extends readonly unknown[]> = ((...about: A) => Problem) & { readonly code: string }

/**
 * Declares one code with its exit code and its texts.
 *
 * @example const lockBusy = defineProblem('RUN102', 4, (holder: string) => ({ what: …, state: …, next: … }))
 */
export function defineProblem<A extends readonly unknown[]>(
  code: string,
  exit: ExitCode,
  texts: (...about: A) => ProblemText,
): ProblemMaker<A> {
  const make = (...about: A) => new Problem({ code, exit, text: texts(...about) })
  return Object.assign(make, { code })
}

/** The same problem with the driver's or system's own error kept underneath for the log. */
export const causedBy = (problem: Problem, cause: unknown): Problem => new Problem(problem, { cause })

/** The driver's own words, for logs and for the last line of a message. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The words of what lies under a problem, where something does: mostly those of the driver. */
export const wordsBeneath = (error: unknown): string =>
  wordsOf(isProblem(error) && error.cause !== undefined ? error.cause : error)
