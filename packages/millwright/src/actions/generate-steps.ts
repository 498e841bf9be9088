import { readAnswers, type TypedAnswers } from '../diff/answers.ts'
import type { Difference } from '../diff/diff.ts'
import { isBlocking } from '../kernel/finding.ts'
import { isProblem } from '../kernel/problem.ts'
import { noAnswers } from '../schema/answers.ts'
import { compareSides, ddlOf, type Place, schemaPlace } from './diff.ts'
import type { Project } from './project.ts'

/** One migration of those that are to be written. */
export type Step = { readonly title: string; readonly difference: Difference }

export type StepFlags = TypedAnswers & { readonly title: string; readonly schema?: string }

/**
 * The way to the wanted schema in as many migrations as it takes to stop nobody for long: each is proved by itself. Where the
 * way cannot be cut, it is one.
 */
export async function stepsTo(project: Project, flags: StepFlags, whole: Difference): Promise<readonly Step[]> {
  const ddl = ddlOf(project.dialect)
  const one = [{ title: flags.title, difference: whole }]
  const stages = ddl.stages?.(whole.changes, whole.up.statements) ?? []
  if (stages.length === 0) return one
  const wanted = await schemaPlace(flags.schema ?? project.schema)
  const places: readonly Place[] = [
    { kind: 'migrations', project },
    ...stages.map(({ statements }): Place => ({ kind: 'stage', of: wanted, statements })),
    wanted,
  ]
  const titles = [flags.title, ...stages.map(({ next }) => `${flags.title}: ${next}`)]
  const steps: Step[] = []
  for (const [at, title] of titles.entries()) {
    const [from, to] = [places[at] as Place, places[at + 1] as Place]
    const answers = at === 0 ? readAnswers(flags) : noAnswers
    const difference = await tried({ dialect: project.dialect, ddl, from, to, answers })
    if (difference === undefined || !isStep(difference)) return one
    steps.push({ title, difference })
  }
  return steps
}

const isStep = ({ changes, findings, down }: Difference): boolean =>
  changes.length > 0 && down.statements.length > 0 && !findings.some(isBlocking)

/** A state that the database does not take, such as a reference of a partitioned table without proof, is no step. */
async function tried(order: Parameters<typeof compareSides>[0]): Promise<Difference | undefined> {
  try {
    return await compareSides(order)
  } catch (error) {
    if (isProblem(error) && error.code === 'DIFF203') return undefined
    throw error
  }
}
