import { randomUUID } from 'node:crypto'
import type { Database, Session } from '../database/database.ts'
import type { Policy } from '../domain/policy.ts'
import { evaluate, type Result } from './evaluate.ts'
import { legacyReferences } from './legacy-outlook.ts'
import { legacyRules } from './legacy-rules.ts'
import { type Phase, recognisePhase } from './phase.ts'
import { protocolRules } from './protocol-rules.ts'
import type { Rule, Severity } from './rule.ts'
import { readCatalogue } from './schema/catalogue.ts'
import { type ExpectedPhase, expectedSchema } from './schema/expected.ts'
import { schemaResults, schemaRules } from './schema/rules.ts'
import { targetRules } from './target-rules.ts'

/** A validation as it is written to `reports/validation_report_<id>.json`; its JSON Schema stands in `schema/`. */
export type ValidationReport = {
  readonly validation_id: string
  /** When it began, in ISO 8601 with an offset. */
  readonly timestamp: string
  readonly phase: Phase
  readonly total_checks: number
  readonly passed_checks: number
  readonly warnings: number
  readonly errors: number
  readonly critical_issues: number
  /** No error and nothing critical. */
  readonly is_valid: boolean
  readonly summary: string
  readonly duration_ms: number
  /** One for every rule that found something or could not be evaluated, in the order of the rules. */
  readonly results: readonly Result[]
}

export type ValidationOptions = {
  /** The policy with which the database will be moved; it changes what the rules of a legacy database look for. */
  readonly policy?: Policy
  /** `rows` leaves the rules about the schema out; default `all`. */
  readonly rules?: 'all' | 'rows'
  /** How many keys each result shows; default 20. */
  readonly sample?: number
}

/**
 * Recognises whether a database stands before or after the move and evaluates the rules of that phase, all in one state.
 * Nothing is written. What breaks a rule is a result; a rule that cannot be evaluated is a critical one.
 */
export async function validateDatabase(db: Database, options: ValidationOptions = {}): Promise<ValidationReport> {
  const began = { at: new Date(), ticks: performance.now() }
  return db.reading(async (session) => {
    const { phase, closest, hasProtocols } = await recognisePhase(session)
    const expected = closest === 'target' && hasProtocols ? 'protocols' : closest
    const rules = await rulesOf(session, expected, options.policy ?? {})
    const results = await resultsOf(session, rules, options)
    const schema = options.rules === 'rows' ? undefined : await compared(session, expected, options)
    const total = rules.length + (schema === undefined ? 0 : schemaRules.length)
    return reportOf({ began, phase, total, results: [...results, ...(schema ?? [])] })
  })
}

async function rulesOf(session: Session, phase: ExpectedPhase, policy: Policy): Promise<readonly Rule[]> {
  if (phase !== 'legacy') return phase === 'target' ? targetRules : [...targetRules, ...protocolRules]
  const [row] = await session.query(`select to_regclass('stock_adjustments') is not null as known`)
  const references = legacyReferences.filter(({ table }) => table !== 'stock_adjustments' || row?.['known'] === true)
  return legacyRules(policy, references)
}

async function resultsOf(
  session: Session,
  rules: readonly Rule[],
  { sample }: ValidationOptions,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const rule of rules) {
    const result = await evaluate(session, rule, sample)
    if (result !== undefined) results.push(result)
  }
  return results
}

async function compared(
  session: Session,
  phase: ExpectedPhase,
  { sample = 20 }: ValidationOptions,
): Promise<readonly Result[]> {
  return schemaResults({ found: await readCatalogue(session), expected: expectedSchema(phase) }, sample)
}

type Reported = {
  readonly began: { readonly at: Date; readonly ticks: number }
  readonly phase: Phase
  readonly total: number
  readonly results: readonly Result[]
}

function reportOf({ began, phase, total, results }: Reported): ValidationReport {
  const of = (severity: Severity): number => results.filter((result) => result.severity === severity).length
  const [warnings, errors, critical] = [of('warning'), of('error'), of('critical')]
  const passed = total - results.length
  return {
    validation_id: randomUUID(),
    timestamp: began.at.toISOString(),
    phase,
    total_checks: total,
    passed_checks: passed,
    warnings,
    errors,
    critical_issues: critical,
    is_valid: errors === 0 && critical === 0,
    summary: `${passed}/${total} passed, ${warnings} warnings, ${errors} errors, ${critical} critical`,
    duration_ms: Math.round(performance.now() - began.ticks),
    results,
  }
}
