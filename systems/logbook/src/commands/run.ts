import { isProblem } from 'millwright'
import { type Answer, answerText, problemAnswer } from './answer.ts'
import { type CommandName, Mistake, type Ordered, parseCommand } from './parse.ts'
import { usage } from './usage.ts'
import { applyPending } from './apply.ts'
import { makeBackup } from './backup.ts'
import { copyTest } from './copy-test.ts'
import { generateBook } from './generate.ts'
import { lookAtHealthOf } from './health.ts'
import { restore } from './restore.ts'
import { review } from './review.ts'
import { rollBack } from './rollback.ts'
import { routine } from './routine.ts'
import { serve } from './serve.ts'
import { stop } from './stop.ts'
import { surveyBook } from './survey.ts'

const commands: Readonly<Record<CommandName, (ordered: Ordered) => Promise<Answer>>> = {
  generate: generateBook,
  survey: surveyBook,
  review,
  'copy-test': copyTest,
  backup: makeBackup,
  stop,
  apply: applyPending,
  health: lookAtHealthOf,
  routine,
  restore,
  rollback: rollBack,
  serve,
}

/** A command line to its exit code. Answers go to standard output, problems to standard error. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(args, process.env['INIT_CWD'] ?? process.cwd())
  if (parsed.kind === 'help') return write(process.stdout, usage, 0)
  if (parsed.kind === 'mistake') return write(process.stderr, `${parsed.message}\n\n${usage}`, 2)
  const { ordered } = parsed
  try {
    const answer = await commands[ordered.name](ordered)
    return write(process.stdout, answerText(answer, ordered.json), answer.exit)
  } catch (error) {
    if (error instanceof Mistake) return write(process.stderr, `${error.message}\n\n${usage}`, 2)
    if (!isProblem(error)) throw error
    const answer = problemAnswer(error)
    return write(ordered.json ? process.stdout : process.stderr, answerText(answer, ordered.json), answer.exit)
  }
}

function write(stream: NodeJS.WriteStream, text: string, exit: number): number {
  stream.write(text)
  return exit
}
