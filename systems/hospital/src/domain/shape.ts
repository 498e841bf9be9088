import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Action, Issue, Result } from './issue.ts'
import { type OcmRow, readOcm } from './ocm.ts'
import type { Policies } from './policies.ts'
import { type PpmRow, readPpm } from './ppm.ts'
import type { Rules } from './read.ts'
import { readTraining, type TrainingRecord } from './training.ts'

/** What a record became: its row, and what is worth knowing about it. */
export type Shaped<Row> = { readonly row: Row; readonly issues: readonly Issue[] }

/** An issue of a refused record, as a Standard Schema validator reports it, with our code and the action it calls for. */
export type ShapeIssue = StandardSchemaV1.Issue & Issue & { readonly action: Action }
export type Shape<Row> = StandardSchemaV1<unknown, Shaped<Row>>

/** What the rules look up elsewhere. */
export type Lookups = { readonly departments?: ReadonlySet<string> | undefined }

/**
 * The OCM register as a Standard Schema; the errors of a refused record are its issues.
 *
 * @example ocmShape(defaultPolicies, '2025-06-28', { departments })['~standard'].validate(record)
 */
export const ocmShape = (policies: Policies, asOf: string, lookups: Lookups = {}): Shape<OcmRow> =>
  shapeOf(readOcm, { policies, asOf, ...lookups })

/** The PPM register as a Standard Schema. */
export const ppmShape = (policies: Policies, asOf: string, lookups: Lookups = {}): Shape<PpmRow> =>
  shapeOf(readPpm, { policies, asOf, ...lookups })

/** The training file as a Standard Schema; a value holds the record's row and its assignments. */
export const trainingShape = (policies: Policies, asOf: string, lookups: Lookups = {}): Shape<TrainingRecord> =>
  shapeOf(readTraining, { policies, asOf, ...lookups })

function shapeOf<Row>(read: (raw: unknown, rules: Rules) => Result<Row>, rules: Rules): Shape<Row> {
  const validate = (raw: unknown): StandardSchemaV1.Result<Shaped<Row>> => {
    const result = read(raw, rules)
    if (result.ok) return { value: result }
    return { issues: refusals(result.issues, result.action) }
  }
  return { '~standard': { version: 1, vendor: 'millwright-hospital', validate } }
}

const refusals = (issues: readonly Issue[], action: Action): readonly ShapeIssue[] =>
  issues.filter(({ severity }) => severity === 'error').map((issue) => ({ ...issue, action }))
