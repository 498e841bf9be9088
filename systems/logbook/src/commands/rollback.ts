import { down, plan } from 'millwright'
import { type Answer, projectOf } from './answer.ts'
import { demandStopped } from './apply.ts'
import { numberIn, type Ordered } from './parse.ts'
import { resultLines } from './result-lines.ts'

/** Takes the newest revisions back after a proved backup. What goes lost by it is named first, and done only with --yes. */
export async function rollBack(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  await demandStopped(ordered.db)
  const target = `-${Math.floor(numberIn(ordered, 'steps', { least: 1, most: 100, usual: 1 }))}`
  const { items, findings } = await plan(project, { direction: 'down', target })
  const lost = findings.filter(({ code }) => code.startsWith('RISK1'))
  if (lost.length > 0 && ordered.values['yes'] !== true)
    return {
      exit: 4,
      lines: [
        `Nothing was changed. Taking back ${items.map(({ migration }) => migration).join(', ')} drops:`,
        ...lost.map(({ subject, message }) => `  ${subject}: ${message}`),
        'When that may go lost, add --yes.',
      ],
      document: { refused: lost },
    }
  const end = await down(project, { target, yes: true })
  if (!('report' in end)) return { exit: 0, lines: ['There is nothing to take back.'], document: end }
  return {
    exit: end.exit,
    lines: resultLines(end),
    document: { verdict: end.verdict, why: end.why, report: end.files.json },
  }
}
