import { quote } from './names.ts'

export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric'

/** https://sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinityOf(type: string, isStrict: boolean): Affinity {
  if (type.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text'
  if (type === '' || type.includes('BLOB') || (isStrict && type === 'ANY')) return 'blob'
  return /REAL|FLOA|DOUB/.test(type) ? 'real' : 'numeric'
}

/**
 * A condition that holds for a value which a column of the new affinity takes over without a loss. A text becomes a
 * number only when that number is written as the text was: '007' and 'abc' do not; '12.50' may lose its zero where the
 * column is not one of whole numbers.
 */
export function fitsAffinity(column: string, to: Affinity, type: string): string | undefined {
  const c = quote(column)
  switch (to) {
    case 'blob':
      return undefined
    case 'text':
      return `typeof(${c}) not in ('integer', 'real') or cast(cast(${c} as text) as numeric) = ${c}`
    case 'integer':
      return `typeof(${c}) <> 'text' or cast(cast(${c} as integer) as text) = ${c}`
    case 'real':
      return `case typeof(${c}) when 'text' then ${sameNumber(c)} when 'integer' then cast(cast(${c} as real) as integer) = ${c} else 1 end`
    case 'numeric':
      return `typeof(${c}) <> 'text' or ${isMoment(type) ? `${c} glob '*[^0-9.]*' or ` : ''}${sameNumber(c)}`
  }
}

/** A column of dates holds them as text, whatever its declared type promises. */
const isMoment = (type: string): boolean => /DATE|TIME/.test(type)

const sameNumber = (c: string): string => `${shortest(c)} = ${shortest(`cast(cast(${c} as numeric) as text)`)}`

/** Without the zeros at the end of a fraction. */
const shortest = (text: string): string =>
  `case when instr(${text}, '.') > 0 then rtrim(rtrim(${text}, '0'), '.') else ${text} end`
