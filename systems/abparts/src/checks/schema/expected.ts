import { readFileSync } from 'node:fs'
import type { Catalogue, Column } from './catalogue.ts'

/**
 * What a schema must have, and what it may have besides: the legacy database had two sources that disagreed, and a moved one
 * keeps its legacy columns until it is contracted.
 */
export type ExpectedSchema = { readonly required: Catalogue; readonly allowed: Catalogue }

/** Before the move, after it, and with the maintenance protocols. */
export type ExpectedPhase = 'legacy' | 'target' | 'protocols'

/** The schema before or after the move, as it was read from a database made by the files in `schema/`. */
export function expectedSchema(phase: ExpectedPhase): ExpectedSchema {
  const file = new URL(`../../../schema/${phase}.catalogue.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as ExpectedSchema
}

/** The ways in which a column may stand. */
export const acceptedColumns = (
  { required, allowed }: ExpectedSchema,
  table: string,
  name: string,
): readonly Column[] => [required, allowed].flatMap(({ tables }) => tables[table]?.columns[name] ?? [])
