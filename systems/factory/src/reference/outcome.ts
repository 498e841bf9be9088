import type { Note } from 'millwright'
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** What became of a legacy record: rows, or why it is left out, or why it is refused. */
export type Outcome<Row> =
  | { readonly kind: 'row'; readonly row: Row; readonly notes?: readonly Note[] }
  | { readonly kind: 'dropped'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string; readonly field: string; readonly message: string }

export const refused = (code: string, field: string, message: string): Outcome<never> => ({
  kind: 'refused',
  code,
  field,
  message,
})

export const dropped = (code: string): Outcome<never> => ({ kind: 'dropped', code })

export const warning = (code: string, field: string, message: string): Note => ({
  code,
  severity: 'warning',
  field,
  message,
})

/** A record that is not refused, beside what was made of it. */
export type Judged<Raw, Row> = { readonly raw: Raw; readonly kept: Exclude<Outcome<Row>, { kind: 'refused' }> }

/** A rule about one record as the engine asks it: what is refused is a reject under its code. */
export function shapeOf<Raw, Row>(judge: (raw: Raw) => Outcome<Row>): StandardSchemaV1<unknown, Judged<Raw, Row>> {
  const validate = (given: unknown): StandardSchemaV1.Result<Judged<Raw, Row>> => {
    const raw = given as Raw
    const outcome = judge(raw)
    if (outcome.kind !== 'refused') return { value: { raw, kept: outcome } }
    const { code, field, message } = outcome
    const issue = { code, message, path: [field] }
    return { issues: [issue] }
  }
  return { '~standard': { version: 1, vendor: 'millwright-factory', validate } }
}
