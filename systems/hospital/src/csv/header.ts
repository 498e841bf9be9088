import type { Detail } from 'millwright/http'
import { type CsvType, meaningOf, requiredHeaders } from './layout.ts'
import { badHeader, unknownType } from './problems.ts'

/** The first row of a file of one type: what each of its columns means, by the header an export would write. */
export type Header = {
  readonly type: CsvType
  readonly names: readonly string[]
  readonly meanings: readonly string[]
}

/** @throws Refusal with everything that is wrong with the header */
export function readHeader(type: CsvType, cells: readonly string[]): Header {
  const names = cells.map((cell) => cell.trim())
  const details = [...wrongNames(type, names), ...missing(type, names)]
  if (details.length > 0) throw badHeader(type, details)
  return { type, names, meanings: names.map((name) => meaningOf(type, name) as string) }
}

function wrongNames(type: CsvType, names: readonly string[]): readonly Detail[] {
  return names.flatMap((name, at) => {
    if (name === '') return [detail(`column ${at + 1}`, 'column_blank', 'has no name')]
    if (names.indexOf(name) < at) return [detail(name, 'column_twice', 'stands there twice')]
    if (meaningOf(type, name) === undefined) return [detail(name, 'unknown_field', 'is not a column of this type')]
    return []
  })
}

const missing = (type: CsvType, names: readonly string[]): readonly Detail[] =>
  absent(type, names).map((header) => detail(header, 'column_missing', 'is required and not there'))

function absent(type: CsvType, names: readonly string[]): readonly string[] {
  const found = new Set(names.map((name) => meaningOf(type, name)))
  return requiredHeaders[type].filter((header) => !found.has(header))
}

const detail = (field: string, code: string, what: string): Detail => ({ field, code, message: `${field} ${what}` })

/** The type of a file by the columns it has: the first of PPM, OCM and training whose required ones are all there. */
export function detectType(cells: readonly string[]): CsvType {
  const names = cells.map((cell) => cell.trim())
  const type = (['ppm', 'ocm', 'training'] as const).find((one) => absent(one, names).length === 0)
  if (type === undefined) throw unknownType()
  return type
}
