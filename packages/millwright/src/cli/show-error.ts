import { isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'
import { masked } from '../report/mask.ts'
import type { Io } from './command.ts'
import { unexpected } from './problems.ts'

type Where = { readonly io: Io; readonly isJson: boolean }

/** Prints what went wrong, for a person or for a machine, and returns the exit code. */
export function showError(error: unknown, { io, isJson }: Where): number {
  const problem = isProblem(error) ? error : unexpected(wordsOf(error))
  if (isJson) io.out.write(`${JSON.stringify({ error: documentOf(problem) })}\n`)
  else io.err.write(problemText(problem))
  if (io.env['MILLWRIGHT_DEBUG'] === '1') io.err.write(`${stackOf(error)}\n`)
  return problem.exit
}

/** A problem as lines: what happened, the state of the data, what is done about it, what to type. */
function problemText({ code, text }: Problem): string {
  const { what, state, does, next } = text
  const lines = [
    `${code} ${what}`,
    `  state: ${state}`,
    ...(does === undefined ? [] : [`  does:  ${does}`]),
    `  next:  ${next}`,
  ]
  return `${lines.map(safe).join('\n')}\n`
}

const documentOf = ({ code, exit, text }: Problem) => ({
  code,
  exit,
  what: safe(text.what),
  state: safe(text.state),
  does: text.does === undefined ? null : safe(text.does),
  next: safe(text.next),
})

const safe = (text: string): string => masked(printable(text))

/** The stacks of an error and of what caused it. */
function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : wordsOf(error)
  const cause = error instanceof Error ? error.cause : undefined
  return cause === undefined ? safe(stack) : `${safe(stack)}\ncaused by ${stackOf(cause)}`
}
