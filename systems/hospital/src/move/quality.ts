import type { Section } from 'millwright'
import { dirtIds, titleOf, unseenReason } from '../domain/survey/dirt.ts'
import { surveyFiles } from '../domain/survey/survey.ts'
import type { Register } from '../domain/fields.ts'
import { crossFindings } from '../domain/survey/cross.ts'
import { type RegisterSurvey, surveyRegister } from '../domain/survey/register.ts'
import type { DirtFinding } from '../domain/survey/tally.ts'
import type { Rules } from '../domain/read.ts'
import { type Facts, lookupsOf } from '../loads/params.ts'
import { objectIn, recordsIn } from './read-files.ts'

/** What a file says about itself as a whole: every finding of the catalogue and of the records, with counts and samples. */
export async function surveyFolder(facts: Facts): Promise<readonly DirtFinding[]> {
  const rules: Rules = { policies: facts.policies, asOf: facts.asOf, ...lookupsOf(facts) }
  const [ocm, ppm] = [await survey('ocm', facts, rules), await survey('ppm', facts, rules)]
  const departments = await objectIn(facts, 'departments_and_machines.json')
  const settings = await objectIn(facts, 'settings.json')
  const sides = {
    training: await listOf(facts, 'training.json'),
    audit: await listOf(facts, 'audit_log.json'),
    ...(departments === undefined ? {} : { departments }),
    ...(settings === undefined ? {} : { settings }),
  }
  return [...ocm.findings(), ...ppm.findings(), ...crossFindings(ocm, ppm), ...surveyFiles(sides, rules)]
}

async function survey(register: Register, facts: Facts, rules: Rules): Promise<RegisterSurvey> {
  const made = surveyRegister(register, rules)
  for await (const { index, value } of recordsIn(facts, `${register}.json`)) made.see(index, value)
  return made
}

async function listOf(facts: Facts, file: 'training.json' | 'audit_log.json'): Promise<readonly unknown[]> {
  const list: unknown[] = []
  for await (const { value } of recordsIn(facts, file)) list.push(value)
  return list
}

/** One kind of dirt in one file: counted, with samples, zero included for every kind of the catalogue. */
export type QualityEntry = {
  readonly id: string | null
  readonly code: string | null
  readonly severity: string
  readonly title: string
  readonly file: string | null
  readonly field: string | null
  readonly count: number
  readonly unit: string
  /** How many records it touches: two for each pair. */
  readonly rows: number
  readonly samples: readonly string[]
  readonly note: string | null
}

/** The catalogue with what was found, kind by kind; what belongs to no kind comes last. */
export function qualityOf(findings: readonly DirtFinding[]): readonly QualityEntry[] {
  const known = dirtIds.flatMap((id) => {
    const own = findings.filter((finding) => finding.id === id)
    return own.length > 0 ? own.map((finding) => entryOf(finding, titleOf(id))) : [nothingOf(id)]
  })
  return [...known, ...findings.filter(({ id }) => id === null).map((finding) => entryOf(finding, finding.message))]
}

const entryOf = (
  { id, code, severity, file, field, count, unit, rows, samples }: DirtFinding,
  title: string,
): QualityEntry => ({
  id,
  code,
  severity,
  title,
  file,
  field,
  count,
  unit,
  rows: rows.length,
  samples,
  note: null,
})

const nothingOf = (id: (typeof dirtIds)[number]): QualityEntry => ({
  id,
  code: null,
  severity: 'info',
  title: titleOf(id),
  file: null,
  field: null,
  count: 0,
  unit: 'rows',
  rows: 0,
  samples: [],
  note: unseenReason(id) ?? null,
})

const marks = { error: 'open', warning: 'open', info: 'note' } as const

/** The same for a reader of the report. */
export const qualitySection = (entries: readonly QualityEntry[]): Section => ({
  title: 'Data quality',
  rows: entries.map(({ id, title, file, field, count, unit, samples, note, severity }) => ({
    label: `${id ?? ''} ${title}${file === null ? '' : ` (${file}${field === null ? '' : `, ${field}`})`}`.trim(),
    value: `${count.toLocaleString('en-US')} ${unit}`,
    state: count === 0 ? 'note' : (marks[severity as keyof typeof marks] ?? 'note'),
    ...detailOf(note, samples),
  })),
})

const detailOf = (note: string | null, samples: readonly string[]): { readonly detail?: string } => {
  if (note !== null) return { detail: note }
  return samples.length === 0 ? {} : { detail: `such as ${samples.join('; ')}` }
}
