import { readAnswers, type TypedAnswers } from '../diff/answers.ts'
import type { Difference, Script } from '../diff/diff.ts'
import { labelOf } from '../diff/walk.ts'
import { oneHead } from '../history/graph.ts'
import { newMigration, writeNew } from '../history/new-file.ts'
import type { SqlContent } from '../history/scaffold.ts'
import { isBlocking } from '../kernel/finding.ts'
import { compareSides, ddlOf, filePlace } from './diff.ts'
import { type Project, readGraph } from './project.ts'

export type GenerateFlags = TypedAnswers & { readonly title: string; readonly schema?: string }

export type Generated = {
  readonly difference: Difference
  /** Missing where there is nothing to do, or a question is open. */
  readonly file?: string
  readonly id?: string
  readonly exit: 0 | 4
}

/** Writes the migration that brings the history to the wanted schema. @throws HIST1xx, DIFF2xx */
export async function generate(project: Project, flags: GenerateFlags): Promise<Generated> {
  const graph = await readGraph(project)
  oneHead(graph) // two heads have two schemas
  const difference = await compareWithHistory(project, flags)
  if (difference.findings.some(isBlocking)) return { difference, exit: 4 }
  if (difference.changes.length === 0) return { difference, exit: 0 }
  const now = project.clock.now()
  const made = newMigration({
    folder: project.migrations,
    graph,
    now,
    title: flags.title,
    kind: 'sql',
    content: contentOf(difference),
  })
  writeNew(made)
  return { difference, id: made.id, file: made.file, exit: 0 }
}

/** What lies between the history and the wanted schema. */
export async function compareWithHistory(
  project: Project,
  flags: TypedAnswers & { readonly schema?: string },
): Promise<Difference> {
  const ddl = ddlOf(project.dialect)
  return compareSides({
    dialect: project.dialect,
    ddl,
    from: { kind: 'migrations', project },
    to: await filePlace(flags.schema ?? project.schema),
    answers: readAnswers(flags),
  })
}

function contentOf(difference: Difference): SqlContent {
  const { up, down, changes, findings } = difference
  const script = [...up.statements, ...down.statements]
  const hasNoWayBack = down.statements.length === 0
  return {
    up: textsOf(up),
    down: textsOf(down),
    notes: [
      ...changes.map(labelOf),
      ...findings.map(({ severity, subject, message }) => `${severity}: ${subject}: ${message}`),
      ...(difference.reversible ? [] : ['The down brings the schema back, but not every value.']),
    ],
    // A database that checks references at every statement cannot make a table anew under them.
    foreignKeys: script.some(({ text }) => text.includes('millwright_guard')) ? 'off' : 'on',
    transaction: !script.some(({ alone }) => alone === true),
    ...(hasNoWayBack ? { irreversible: 'the way back could not be proved; see above' } : {}),
  }
}

const textsOf = ({ statements }: Script): readonly string[] => statements.map(({ text }) => text)
