import type { Problem, Report, Section } from 'millwright'
import type { Facts } from '../loads/params.ts'
import type { Copied } from './backups.ts'
import type { StepFigures } from './ledger.ts'
import type { Looked } from './preflight.ts'
import { type ProblemDocument, problemDocument } from './problems.ts'
import { type QualityEntry, qualitySection } from './quality.ts'
import { type Checked, verificationSection } from './verify.ts'

export type Verdict = Pick<Report['verdict'], 'why'> & {
  readonly word: NonNullable<Report['verdict']['word']>
  readonly exitCode: number
}

/** Everything that a move found out, before it is put into one document. */
export type Found = {
  readonly report: Report
  readonly verdict: Verdict
  readonly problem?: Problem
  readonly facts: Facts
  readonly looked: readonly Looked[]
  readonly copied: readonly Copied[]
  readonly verification: readonly Checked[]
  readonly quality: readonly QualityEntry[]
  readonly registers: Readonly<Record<string, StepFigures>>
  /** How many rows each step's table holds now, by step. */
  readonly tables: Readonly<Record<string, number>>
  /** True when the figures are those of a copy and the database itself has none of it. */
  readonly isRefused: boolean
}

/** The engine's report with what the hospital adds: the checklist, the data's quality, figures per register. */
export type MoveDocument = Report & {
  readonly verification: readonly Checked[]
  readonly dataQuality: readonly QualityEntry[]
  readonly registers: Readonly<Record<string, StepFigures & { readonly warnings: Readonly<Record<string, number>> }>>
  readonly tables: Found['tables']
  readonly preflight: readonly Looked[]
  readonly jsonBackups: readonly {
    readonly file: string
    readonly path: string
    readonly sha256: string
    readonly records: number
  }[]
  readonly asOf: string
  readonly policies: Facts['policies']
  readonly problem: ProblemDocument | null
}

export function documentOf(found: Found): MoveDocument {
  const { report, verdict, facts, quality, verification } = found
  return {
    ...reportWith(report, verdict, [
      preflightSection(found.looked),
      verificationSection(verification),
      qualitySection(quality),
    ]),
    verification,
    dataQuality: quality,
    registers: Object.fromEntries(
      Object.entries(found.registers).map(([name, figures]) => [name, registerOf(found, name, figures)]),
    ),
    tables: found.tables,
    preflight: found.looked,
    jsonBackups: found.copied.map(({ file, path, sha256, records }) => ({ file, path, sha256, records })),
    asOf: facts.asOf,
    policies: facts.policies,
    problem: found.problem === undefined ? null : problemDocument(found.problem),
  }
}

/** The engine's part alone, as it is written into HTML. */
const reportWith = (report: Report, verdict: Verdict, sections: readonly Section[]): Report => ({
  ...report,
  verdict: { word: verdict.word, exitCode: verdict.exitCode, why: verdict.why },
  sections,
})

const preflightSection = (looked: readonly Looked[]): Section => ({
  title: 'Before the move',
  rows: looked.map(({ label, value, state, answer }) => ({
    label,
    value,
    state,
    ...(answer === null ? {} : { detail: answer }),
  })),
})

function registerOf(
  { quality, isRefused }: Found,
  name: string,
  figures: StepFigures,
): MoveDocument['registers'][string] {
  const warnings: Record<string, number> = {}
  for (const { file, code, severity, count, rows, unit } of quality)
    if (file === `${name}.json` && code !== null && severity !== 'info')
      warnings[code] = (warnings[code] ?? 0) + (unit === 'pairs' ? rows : count)
  return { ...figures, ...(isRefused ? { written: 0, suffixed: 0 } : {}), warnings }
}
