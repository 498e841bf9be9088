import type { Rules } from '../read.ts'
import { crossFindings } from './cross.ts'
import { type DirtId, dirtIds, titleOf, unseenReason } from './dirt.ts'
import { type RegisterSurvey, surveyRegister } from './register.ts'
import { surveyAudit, surveyDepartments, surveySettings, surveyTraining } from './sides.ts'
import type { DirtFinding } from './tally.ts'

/** The parsed files of a data folder; what is missing is not surveyed. */
export type SurveyFiles = {
  readonly ocm?: Iterable<unknown>
  readonly ppm?: Iterable<unknown>
  readonly training?: Iterable<unknown>
  readonly audit?: Iterable<unknown>
  readonly departments?: unknown
  readonly settings?: unknown
}

/**
 * Everything that can be seen in the files of a data folder, as findings with counts, rows and samples.
 *
 * @example surveyFiles({ ocm: JSON.parse(text) }, { policies: defaultPolicies, asOf: '2025-06-28' })
 */
export function surveyFiles(files: SurveyFiles, rules: Rules): readonly DirtFinding[] {
  const ocm = fed(surveyRegister('ocm', rules), files.ocm ?? [])
  const ppm = fed(surveyRegister('ppm', rules), files.ppm ?? [])
  return [
    ...ocm.findings(),
    ...ppm.findings(),
    ...crossFindings(ocm, ppm),
    ...surveyTraining(files.training ?? [], rules),
    ...(files.departments === undefined ? [] : surveyDepartments(files.departments)),
    ...(files.settings === undefined ? [] : surveySettings(files.settings)),
    ...surveyAudit(files.audit ?? []),
  ]
}

function fed(survey: RegisterSurvey, records: Iterable<unknown>): RegisterSurvey {
  let index = 0
  for (const raw of records) survey.see(index++, raw)
  return survey
}

/** One line of the catalogue: what was found of a kind, or why it cannot be seen. */
export type CatalogueEntry = {
  readonly id: DirtId
  readonly title: string
  readonly count: number
  readonly findings: readonly DirtFinding[]
  readonly unseen?: string
}

/** Every kind of dirt with its count, zero included, so that a reader sees what was looked for. */
export function catalogue(findings: readonly DirtFinding[]): readonly CatalogueEntry[] {
  return dirtIds.map((id) => {
    const own = findings.filter((finding) => finding.id === id)
    const entry = { id, title: titleOf(id), count: own.reduce((sum, { count }) => sum + count, 0), findings: own }
    const unseen = unseenReason(id)
    return unseen === undefined ? entry : { ...entry, unseen }
  })
}
