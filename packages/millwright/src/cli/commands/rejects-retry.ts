import type { RetryResult } from '../../actions/rejects-retry.ts'
import { formatCount, plural } from '../../kernel/text.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'

export const rejectsRetry: Command = {
  about: 'Tries the open rejects of a run once more, with the migration as it is now, and proves its steps again.',
  args: [{ name: 'run', optional: true, about: 'a run, or the beginning of its name (default: the newest)' }],
  examples: [
    ['millwright rejects retry', 'after the map was corrected'],
    ['millwright rejects retry 01m7z8 --json', 'how many were loaded, for a program'],
  ],
  exits: [[0, 'tried, and proved'], exits.usage, [3, 'tried, but a check does not hold'], exits.stopped],
  run: runRetry,
}

async function runRetry(call: Call): Promise<Answer> {
  const project = await call.project()
  const { retryRejects } = await import('../../actions/rejects-retry.ts')
  const result = await retryRejects(project, given({ run: call.args[0] }))
  return { exit: result.exit, document: () => result, text: () => retriedText(result) }
}

function retriedText({ run, tried, loaded, stillRejected, checks }: RetryResult): string {
  const failed = checks.filter(({ ok }) => !ok)
  const lines = [
    `Run ${run}: ${plural(tried, 'reject')} tried, ${formatCount(loaded)} loaded, ${formatCount(stillRejected)} still rejected`,
    ...failed.map(({ name, compared }) => `FAILED ${name}: ${compared}`),
    failed.length === 0 ? `All ${plural(checks.length, 'check')} hold.` : 'The move is applied, but not proved.',
  ]
  return `${lines.join('\n')}\n`
}
