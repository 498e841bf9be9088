import { existsSync } from 'node:fs'
import { labelOf } from '../diff/walk.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { isProblem } from '../kernel/problem.ts'
import { plural } from '../kernel/text.ts'
import { compareWithHistory } from './generate.ts'
import type { Project } from './project.ts'
import { type Validation, validate } from './validate.ts'
import { status } from './status.ts'

export type CheckResult = {
  readonly checks: readonly Validation[]
  readonly findings: readonly Finding[]
  readonly exit: 0 | 4
}

/** Everything a build should stop for: what validate finds, pending migrations, several heads, and a schema file that is ahead. */
export async function check(project: Project): Promise<CheckResult> {
  const { validations } = await validate(project)
  const checks = [...validations.map(headsStop), await pendingOf(project), await schemaFileOf(project)]
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

async function pendingOf(project: Project): Promise<Validation> {
  const waiting = await tried(async () => {
    const { migrations } = await status(project)
    return migrations.filter(({ state }) => state === 'pending' || state === 'out-of-order')
  })
  if (!Array.isArray(waiting)) return { name: 'pending', checked: 'not known', findings: [] } // validate tells why
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
