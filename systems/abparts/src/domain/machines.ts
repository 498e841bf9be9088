import { answerFor, type Model, type Policy } from './policy.ts'
import { answerSql, foldedSql } from './sql-text.ts'
import { folded, trimmed } from './text.ts'

/** The spellings in which the two models were written, in small letters. */
const spellings: Readonly<Record<string, Model>> = {
  'v3.1b': 'V3.1B',
  '3.1b': 'V3.1B',
  v3_1b: 'V3.1B',
  v31b: 'V3.1B',
  'v4.0': 'V4.0',
  '4.0': 'V4.0',
  v4_0: 'V4.0',
  v40: 'V4.0',
  v4: 'V4.0',
}

/** The model that a text means, or null: a model is never guessed. */
export function canonicalModel(legacy: string | null, policy: Policy = {}): Model | null {
  if (legacy === null) return null
  const text = trimmed(legacy)
  return answerFor(policy.models, text) ?? answerFor(spellings, folded(text)) ?? null
}

/** The same as an expression of type text. */
export function canonicalModelSql(model: string, { models = {} }: Policy = {}): string {
  const text = `btrim(${model})`
  return `coalesce(${answerSql(text, models)}, ${answerSql(foldedSql(text), spellings)})`
}
