import { CsvCutter, readHeader } from './csv-cutter.ts'
import { FileSource, type FileOptions, type Format, type Opener, usualRecordBytes } from './file-source.ts'
import { RowCounter } from './line-counters.ts'
import { columnsDiffer } from './problems.ts'
import type { Source } from './source.ts'
import type { Window } from './window.ts'

export type CsvFileOptions = FileOptions & {
  readonly delimiter?: ',' | ';' | '\t' | '|'
  /** The columns the file must have, in any order. Default: whatever the header says. */
  readonly columns?: readonly string[]
  /** What to do with columns that are not declared. Default `refuse`. */
  readonly unknownColumns?: 'refuse' | 'allow'
  /** What to do when declared columns are not there. Default `refuse`. */
  readonly missingColumns?: 'refuse' | 'allow'
  /** `required` (default): without a line break at its end nobody can tell whether the last field is whole. */
  readonly lastLineBreak?: 'required' | 'optional'
}

/**
 * The rows of a CSV file (RFC 4180) with a header line; every value is text.
 *
 * @example csvFile('export/ppm.csv', { delimiter: ';', encoding: 'windows-1252' })
 */
export function csvFile(path: string, options: CsvFileOptions = {}): Source {
  return new FileSource(path, options, csvFormat(options))
}

function csvFormat(options: CsvFileOptions): Format {
  const { delimiter = ',', maxRecordBytes = usualRecordBytes, lastLineBreak = 'required' } = options
  const cutting = { delimiter, maxRecordBytes, lastLineBreak }
  return {
    kind: 'csv-file',
    description: describeCsv(options),
    async start(opener, from) {
      const { window, columns } = await openBelowHeader(opener, options)
      const cutter = new CsvCutter({ ...cutting, columns, from: from?.record })
      return { cutter, window: from === undefined ? window : await opener(from.byte) }
    },
    async counter(opener) {
      const { columns } = await openBelowHeader(opener, options)
      return new RowCounter({ delimiter, skipsBlank: columns.length > 1 })
    },
  }
}

function describeCsv(options: CsvFileOptions): { readonly [key: string]: string } {
  const { delimiter = ',', lastLineBreak = 'required', columns, unknownColumns, missingColumns } = options
  return {
    delimiter,
    lastLineBreak,
    unknownColumns: unknownColumns ?? 'refuse',
    missingColumns: missingColumns ?? 'refuse',
    ...(columns === undefined ? {} : { columns: JSON.stringify(columns) }),
  }
}

async function openBelowHeader(opener: Opener, options: CsvFileOptions) {
  const window = await opener()
  const columns = await readHeader(window, options.delimiter ?? ',', options.maxRecordBytes ?? usualRecordBytes)
  checkColumns(window, columns, options)
  return { window, columns }
}

function checkColumns(window: Window, found: readonly string[], options: CsvFileOptions): void {
  const { columns, unknownColumns, missingColumns } = options
  if (columns === undefined) return
  const missing = missingColumns === 'allow' ? [] : without(columns, found)
  const unknown = unknownColumns === 'allow' ? [] : without(found, columns)
  const words = [wordsFor('missing', missing), wordsFor('unknown', unknown)].filter((part) => part !== '')
  if (words.length > 0) throw columnsDiffer(window, words.join('; '))
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return names.filter((name) => !known.has(name))
}

const wordsFor = (what: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${what}: ${names.map((name) => JSON.stringify(name)).join(', ')}`
