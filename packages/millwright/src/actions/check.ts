import { existsSync } from 'node:fs'
import { labelOf } from '../diff/walk.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { isProblem } from '../kernel/problem.ts'
import { plural } from '../kernel/text.ts'
import { compareWithHistory } from './generate.ts'
import { type Project, readGraph } from './project.ts'
import { type Validation, validate } from './validate.ts'
import { status, type StatusLine } from './status.ts'

export type CheckResult = {
  readonly checks: readonly Validation[]
  readonly findings: readonly Finding[]
  readonly exit: 0 | 4
}

/** Everything a build should stop for: what validate finds, pending migrations, several heads, and a schema file that is ahead. */
export async function check(project: Project): Promise<CheckResult> {
  const { validations } = await validate(project)
  const waiting = await waitingOf(project)
  const checks = [
    ...validations.map(headsStop),
    pendingOf(waiting),
    ...(await lintOf(project, waiting)),
    await schemaFileOf(project),
  ]
  const findings = checks.flatMap((each) => each.findings)
  return { checks, findings, exit: findings.some(isBlocking) ? 4 : 0 }
}

/** What a person may leave for later, a build may not. */
const headsStop = (validation: Validation): Validation => ({
  ...validation,
  findings: validation.findings.map((finding) =>
    finding.code === 'VAL101' || finding.code === 'VAL102' ? { ...finding, severity: 'error' } : finding,
  ),
})

type Waiting = readonly StatusLine[] | undefined

/** The migrations that wait; undefined where that cannot be known, and then validate tells why. */
async function waitingOf(project: Project): Promise<Waiting> {
  const found = await tried(async () => (await status(project)).migrations)
  return 'code' in found ? undefined : found.filter(({ state }) => state === 'pending' || state === 'out-of-order')
}

function pendingOf(waiting: Waiting): Validation {
  if (waiting === undefined) return { name: 'pending', checked: 'not known', findings: [] }
  const findings = waiting.map(
    ({ id, name }): Finding => ({
      code: 'CHECK101',
      severity: 'error',
      subject: `${id} ${name}`,
      message: 'it is pending',
      answer: 'millwright up',
    }),
  )
  return { name: 'pending', checked: plural(waiting.length, 'pending migration'), findings }
}

/** What the statements that wait would do to those who work with the database. */
async function lintOf(project: Project, waiting: Waiting = []): Promise<readonly Validation[]> {
  const { ddl } = project.dialect
  if (ddl?.lint === undefined || waiting.length === 0) return []
  const { migrations } = await readGraph(project)
  const findings: Finding[] = []
  let seen = 0
  for (const { id, name } of waiting) {
    const body = await migrations.get(id)?.load()
    if (body?.kind !== 'sql') continue
    seen += body.up.length
    const script = body.up.map(({ text }) => `${text};`).join('\n')
    const found = await ddl.lint(script, body.transaction, body.foreignKeys)
    findings.push(...found.map((finding) => ({ ...finding, subject: `${id} ${name}: ${finding.subject}` })))
  }
  return [{ name: 'lint', checked: `${plural(seen, 'statement')} that wait`, findings }]
}

/** Whether `generate` would write something. */
async function schemaFileOf(project: Project): Promise<Validation> {
  const name = 'schema file'
  if (!existsSync(project.schema)) return { name, checked: 'there is none', findings: [] }
  const found = await tried(async () => compareWithHistory(project, {}))
  if ('code' in found) return { name, checked: 'stopped at the first problem', findings: [found] }
  const findings = found.changes.map(
    (change): Finding => ({
      code: 'CHECK102',
      severity: 'error',
      subject: labelOf(change),
      message: 'the schema file is ahead of the migrations',
      answer: 'millwright generate "<title>"',
    }),
  )
  return { name, checked: 'compared with what the migrations give', findings }
}

async function tried<T>(work: () => Promise<T>): Promise<T | Finding> {
  try {
    return await work()
  } catch (error) {
    if (!isProblem(error)) throw error
    const { code, text } = error
    return { code, severity: 'error', subject: 'schema', message: text.what, answer: text.next }
  }
}
