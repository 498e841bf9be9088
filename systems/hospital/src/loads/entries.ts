import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Issue, Result } from '../domain/issue.ts'
import type { Shaped } from '../domain/shape.ts'

/** A member of a JSON object that is read as a list of its members. */
export type Entry = { readonly key: string; readonly value: unknown }

/** A reader of the domain as a Standard Schema: what refuses a record becomes its issues, with their codes as rules. */
export function resultShape<Raw, Row>(read: (raw: Raw) => Result<Row>): StandardSchemaV1<unknown, Shaped<Row>> {
  const validate = (raw: unknown): StandardSchemaV1.Result<Shaped<Row>> => {
    const result = read(raw as Raw)
    return result.ok ? { value: result } : { issues: result.issues.filter(isError) }
  }
  return { '~standard': { version: 1, vendor: 'millwright-hospital', validate } }
}

const isError = ({ severity }: Issue): boolean => severity === 'error'
