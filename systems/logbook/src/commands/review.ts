import { plan, status } from 'millwright'
import { type Answer, projectOf } from './answer.ts'
import type { Ordered } from './parse.ts'

type Planned = Awaited<ReturnType<typeof plan>>

/** What is pending, statement by statement, and what of it destroys something. Nothing is changed. */
export async function review(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  const { current } = await status(project)
  const planned = await plan(project)
  const { items, findings, hash } = planned
  if (items.length === 0)
    return {
      exit: 0,
      lines: [`Nothing is pending: the book stands at ${current.join(' ')}.`],
      document: { current, items, findings },
    }
  const lines = [
    `The book stands at ${current.join(' ') || 'no revision'}; ${items.length} revisions are pending. Plan ${hash.slice(0, 12)}`,
    ...items.flatMap(itemLines),
    '',
    findings.length === 0 ? 'Nothing is destroyed.' : 'To look at before it is done:',
    ...findings.map(({ subject, message }) => `  ${subject}: ${message}`),
  ]
  return { exit: 0, lines, document: { current, hash, items, findings } }
}

function itemLines({
  migration,
  name,
  kind,
  statements,
  steps,
  foreignKeys,
}: Planned['items'][number]): readonly string[] {
  const way = foreignKeys === 'off' ? 'tables are made anew' : kind === 'move' ? 'rows are moved in steps' : 'in place'
  return [
    '',
    `${migration} ${name} (${way})`,
    ...statements.map(
      ({ text, line }) => `  ${String(line).padStart(4)}  ${text.trim().split('\n').join('\n        ')}`,
    ),
    ...steps.map((step) => `        step "${step.name}"`),
  ]
}
