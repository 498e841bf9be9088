import type { Sql } from '../kernel/sql.ts'
import { type CsvFileOptions, csvFile } from '../sources/csv-file.ts'
import { type JsonFileOptions, jsonFile } from '../sources/json-file.ts'
import { type NdjsonFileOptions, ndjsonFile } from '../sources/ndjson-file.ts'
import { table } from '../sources/table.ts'
import type { SourceSpec } from './declared.ts'

/** A file that holds one JSON array of records. */
export const json = (path: string, options: JsonFileOptions = {}): SourceSpec =>
  fileSpec('json', path, (file) => jsonFile(file, options))

/** A file with one JSON record on each line. */
export const ndjson = (path: string, options: NdjsonFileOptions = {}): SourceSpec =>
  fileSpec('ndjson', path, (file) => ndjsonFile(file, options))

/** A CSV file with a header; every value is text. */
export const csv = (path: string, options: CsvFileOptions = {}): SourceSpec =>
  fileSpec('csv', path, (file) => csvFile(file, options))

const fileSpec = (kind: string, path: string, open: (file: string) => ReturnType<typeof jsonFile>): SourceSpec => ({
  kind,
  text: `${kind} ${path}`,
  open: (tools) => open(tools.resolve(path)),
})

export type RowsOptions = { readonly key: readonly string[]; readonly columns?: readonly string[] }

/** The rows of a table in another database, read along its key. */
export const rows = (url: string, from: string, options: RowsOptions): SourceSpec => ({
  kind: 'table',
  text: `table ${from} of another database`,
  open: (tools) => table({ open: () => tools.openDatabase(url), name: from, table: from, ...options }),
})

/** The rows of a query in another database; the key must be unique in its result. */
export const query = (
  url: string,
  select: Sql,
  options: { readonly key: readonly string[]; readonly name?: string },
): SourceSpec => ({
  kind: 'query',
  text: `query of another database`,
  open: (tools) =>
    table({ open: () => tools.openDatabase(url), name: options.name ?? 'query', query: select, key: options.key }),
})
