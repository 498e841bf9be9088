import { wordPattern } from './text.ts'

/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const foldedSql = (expression: string): string => `lower(${expression} collate "C")`

export const isBlankSql = (expression: string): string => `nullif(btrim(${expression}), '') is null`

export const hasWordSql = (text: string, words: readonly string[]): string => `${text} ~ ${literal(wordPattern(words))}`

/** The answer for the value of an expression, as a CASE; NULL where there is none. */
export function answerSql(expression: string, answers: Readonly<Record<string, string>> = {}): string {
  const whens = Object.entries(answers).map(([text, answer]) => ` when ${literal(text)} then ${literal(answer)}`)
  return whens.length === 0 ? 'null::text' : `case ${expression}${whens.join('')} end`
}

/** A list of texts for IN. */
export const listSql = (texts: readonly string[]): string => `(${texts.map(literal).join(', ')})`
