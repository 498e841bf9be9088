import { unlinkSync } from 'node:fs'
import { readAnswers, type TypedAnswers } from '../diff/answers.ts'
import type { Difference, Script } from '../diff/diff.ts'
import { labelOf } from '../diff/walk.ts'
import type { Ddl } from '../dialects/ddl.ts'
import { oneHead } from '../history/graph.ts'
import { newMigration, writeNew } from '../history/new-file.ts'
import type { SqlContent } from '../history/scaffold.ts'
import { isBlocking } from '../kernel/finding.ts'
import { compareSides, ddlOf, schemaPlace } from './diff.ts'
import { type Project, readGraph } from './project.ts'
import type { Step, StepFlags } from './generate-steps.ts'
import type { GeneratedProof } from './prove-generated.ts'

export type GenerateFlags = StepFlags & {
  /** Try the file there, back and there again with rows, and keep it only when it does what it says. */
  readonly prove?: boolean
}

export type Generated = {
  readonly difference: Difference
  /** Missing where there is nothing to do, or a question is open. */
  readonly file?: string
  readonly id?: string
  /** All of them, where it takes several to stop nobody for long. */
  readonly files?: readonly string[]
  readonly proof?: GeneratedProof
  readonly exit: 0 | 4
}

/** Writes the migration that brings the history to the wanted schema. @throws HIST1xx, DIFF2xx */
export async function generate(project: Project, flags: GenerateFlags): Promise<Generated> {
  const graph = await readGraph(project)
  oneHead(graph) // two heads have two schemas
  const difference = await compareWithHistory(project, flags)
  if (difference.findings.some(isBlocking)) return { difference, exit: 4 }
  if (difference.changes.length === 0) return { difference, exit: 0 }
  const { stepsTo } = await import('./generate-steps.ts')
  const written: Written[] = []
  for (const step of await stepsTo(project, flags, difference)) written.push(await writeStep(project, step))
  return flags.prove === true ? proved(project, difference, written) : { difference, ...asWritten(written), exit: 0 }
}

type Written = { readonly id: string; readonly file: string }

async function writeStep(project: Project, { title, difference }: Step): Promise<Written> {
  const made = newMigration({
    folder: project.migrations,
    graph: await readGraph(project),
    now: project.clock.now(),
    title,
    kind: 'sql',
    content: contentOf(ddlOf(project.dialect), difference),
  })
  writeNew(made)
  return { id: made.id, file: made.file }
}

/** The last one is where the way ends. */
const asWritten = (written: readonly Written[]): Pick<Generated, 'id' | 'file' | 'files'> => {
  const last = written.at(-1)
  return last === undefined ? {} : { ...last, files: written.map(({ file }) => file) }
}

/** A file that does not do what it says is taken away again; a loss that was named before is none of that. */
async function proved(project: Project, difference: Difference, written: readonly Written[]): Promise<Generated> {
  const { proveGenerated } = await import('./prove-generated.ts') // only now: most are written without
  const keeps = { good: false }
  try {
    const proof = await proveGenerated(
      project,
      written.map(({ id }) => id),
    )
    keeps.good = proof.result !== 'failed' && (proof.result !== 'differs' || !difference.reversible)
    return keeps.good ? { difference, ...asWritten(written), proof, exit: 0 } : { difference, proof, exit: 4 }
  } finally {
    if (!keeps.good) for (const { file } of written) unlinkSync(file)
  }
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
    to: await schemaPlace(flags.schema ?? project.schema),
    answers: readAnswers(flags),
  })
}

function contentOf(ddl: Ddl, difference: Difference): SqlContent {
  const { up, down, changes, findings } = difference
  const script = [...up.statements, ...down.statements]
  const hasNoWayBack = down.statements.length === 0
  return {
    up: textsOf(ddl, up),
    down: textsOf(ddl, down),
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

const textsOf = (ddl: Ddl, { statements }: Script): readonly string[] => [
  ...(ddl.settings?.(statements) ?? []),
  ...statements.map(({ text }) => text),
]
