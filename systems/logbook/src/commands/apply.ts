import { type Project, plan, up } from 'millwright'
import { runningAt } from '../server/mark.ts'
import { type Answer, projectOf } from './answer.ts'
import { lookAtHealth } from '../health/look.ts'
import { type Ordered, textIn } from './parse.ts'
import { isServed } from './problems.ts'
import { resultLines } from './result-lines.ts'

/** Brings the book to a revision after a proved backup, and proves it. Nobody may be serving it. @throws ORB203, and the engine's */
export async function applyPending(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  await demandStopped(ordered.db)
  const target = textIn(ordered, 'to')
  const to = target === undefined ? {} : { target }
  const held = ordered.values['yes'] === true ? [] : await destroyed(project, to)
  if (held.length > 0) return unconfirmed(held)
  const end = await up(project, { ...to, yes: true })
  if (!('report' in end))
    return { exit: 0, lines: [`Nothing to do: the book stands at ${end.current.join(' ')}.`], document: end }
  const health = await lookAtHealth(project)
  const lines = [
    ...resultLines(end),
    `health: ${health.status}, at ${health.schema_revision ?? 'no revision'}, ${health.pending} pending`,
  ]
  return { exit: end.exit, lines, document: { verdict: end.verdict, why: end.why, health, report: end.files.json } }
}

/** @throws ORB203 */
export async function demandStopped(db: string): Promise<void> {
  const url = await runningAt(db)
  if (url !== undefined) throw isServed(db, url)
}

async function destroyed(project: Project, to: { readonly target?: string }): Promise<readonly string[]> {
  const { findings } = await plan(project, to)
  return findings
    .filter(({ code }) => code.startsWith('RISK1'))
    .map(({ subject, message }) => `  ${subject}: ${message}`)
}

const unconfirmed = (held: readonly string[]): Answer => ({
  exit: 4,
  lines: [
    'Nothing was changed. These statements drop something, be it only to make it anew:',
    ...held,
    'When you have seen it work on a copy, add --yes.',
  ],
  document: { refused: held },
})
