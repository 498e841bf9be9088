import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { cleanText } from '../domain/text.ts'

/** One word of a search in the spellings under which it may be stored: a serial is not brought into composed form. */
export type Word = readonly string[]

/** The words of a search: all of them have to occur. */
export const wordsOf = (search: string): readonly Word[] =>
  search
    .split(/\s+/u)
    .map((word): Word => [...new Set([cleanText(word), word])].filter((spelling) => spelling !== ''))
    .filter((word) => word.length > 0)

const searched: readonly string[] = ['name', 'model', 'serial', 'department', 'manufacturer', 'log_number']

/** Whether one of the searched columns contains the word. @param of the alias of a device's row */
export const hasWord = (of: string, word: Word): RawBuilder<SqlBool> =>
  sql`(${sql.join(
    searched.flatMap((name) => word.map((spelling) => contains(sql.ref(`${of}.${name}`), spelling))),
    sql` or `,
  )})`

/**
 * Whether a text contains another one, without regard to case. LIKE knows the cases of ASCII letters only, so other
 * letters are asked for in either case by GLOB.
 */
export function contains(text: RawBuilder<unknown>, part: string): RawBuilder<SqlBool> {
  if (!isAscii(part)) return sql`${text} glob ${`*${Array.from(part, globbed).join('')}*`}`
  if (!/[%_]/.test(part)) return sql`${text} like ${`%${part}%`}`
  return sql`${text} like ${`%${part.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

function globbed(letter: string): string {
  const low = foldLetter(letter)
  const high = low.toUpperCase()
  const both = high !== low && foldLetter(high) === low ? `${low}${high}` : letter
  return both.length > letter.length || /[*?[]/.test(letter) ? `[${both}]` : letter
}

/** The small form of a letter that has exactly one small and one capital form; any other character is itself. */
function foldLetter(letter: string): string {
  const low = letter.toLowerCase()
  return Array.from(low).length === 1 && low.toUpperCase() === letter ? low : letter
}
