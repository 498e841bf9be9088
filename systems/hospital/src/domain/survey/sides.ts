import { readAudit } from '../audit.ts'
import { readDepartments } from '../departments.ts'
import type { Rules } from '../read.ts'
import { startReading } from '../read.ts'
import { readSettings } from '../settings.ts'
import { isNullSpelling } from '../text.ts'
import { takeTraining } from '../training.ts'
import { issueFold } from './issues.ts'
import { type DirtFinding, type FileName, findingOf, tally } from './tally.ts'

/** The training file: its records' issues, and employee ids that different people share. */
export function surveyTraining(records: Iterable<unknown>, rules: Rules): readonly DirtFinding[] {
  const issues = issueFold()
  const people = new Map<string, { readonly names: Set<string>; readonly indexes: number[] }>()
  let index = 0
  for (const raw of records) {
    const reading = startReading(rules)
    const { training } = takeTraining(raw, reading)
    issues.see(index, reading.issues)
    const known = people.get(training.employee_id) ?? { names: new Set<string>(), indexes: [] }
    people.set(training.employee_id, known)
    known.names.add(training.name)
    known.indexes.push(index++)
  }
  const shared = tally()
  for (const [id, { names, indexes }] of people) {
    if (names.size > 1 && !isNullSpelling(id)) for (const at of indexes) shared.add(at, id)
  }
  const about = {
    id: 'T21',
    code: 'employee_id_shared',
    file: 'training.json',
    field: 'employee_id',
    unit: 'rows',
  } as const
  return [...findingOf(about, shared), ...issues.findings('training.json')]
}

/** The list of departments: keys and names with spaces around them. */
export function surveyDepartments(raw: unknown): readonly DirtFinding[] {
  const [keys, names, others] = [tally(), tally(), issueFold()]
  const file: FileName = 'departments_and_machines.json'
  for (const issue of readDepartments(raw).issues) {
    if (issue.code === 'master_list_untrimmed') (issue.path.length === 1 ? keys : names).add(0, issue.original)
    else others.see(0, [{ ...issue, field: 'department' }])
  }
  const about = { id: 'T14', code: 'master_list_untrimmed', file } as const
  return [
    ...findingOf({ ...about, field: 'department', unit: 'keys' }, keys),
    ...findingOf({ ...about, field: 'machine', unit: 'names' }, names),
    ...others.findings(file),
  ]
}

/** Settings: passwords in clear text; the passwords themselves are never in a finding. */
export function surveySettings(raw: unknown): readonly DirtFinding[] {
  const [clear, others] = [tally(), issueFold()]
  const file: FileName = 'settings.json'
  for (const issue of readSettings(raw).issues) {
    if (issue.code === 'password_clear_text') clear.add(Number(issue.path[1]), issue.field)
    else others.see(0, [issue])
  }
  const about = { id: 'T24', code: 'password_clear_text', file, field: 'users', unit: 'users' } as const
  return [...findingOf(about, clear), ...others.findings(file)]
}

/** The audit log: demonstration data, page views, and an actor who is always the same. */
export function surveyAudit(records: Iterable<unknown>): readonly DirtFinding[] {
  const [demonstration, views, everyone, others] = [tally(), tally(), tally(), issueFold()]
  const actors = new Set<string>()
  let index = 0
  for (const raw of records) {
    const result = readAudit(raw)
    for (const issue of result.issues) {
      if (issue.code === 'audit_demonstration') demonstration.add(index, '')
      else if (issue.code === 'audit_page_view') views.add(index, '')
      else others.see(index, [issue])
    }
    if (result.ok) actors.add(result.row.performed_by)
    everyone.add(index++, [...actors][0])
  }
  const about = { id: 'T23', file: 'audit_log.json', unit: 'events' } as const
  return [
    ...findingOf({ ...about, code: 'audit_demonstration', field: 'description' }, demonstration),
    ...findingOf({ ...about, code: 'audit_page_view', field: 'description' }, views),
    ...(actors.size === 1 && index > 1
      ? findingOf({ ...about, code: 'audit_actor_constant', field: 'performed_by' }, everyone)
      : []),
    ...others.findings('audit_log.json'),
  ]
}
