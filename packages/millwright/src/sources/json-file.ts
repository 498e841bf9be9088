import { FileSource, type FileOptions, type Format, usualRecordBytes } from './file-source.ts'
import { JsonCounter } from './json-counter.ts'
import { JsonCutter } from './json-cutter.ts'
import { type Numbers, type Parsed, parseRecord } from './json-value.ts'
import type { Source } from './source.ts'

export type JsonReading = {
  /** How deep a record may be nested. Default 64. */
  readonly maxDepth?: number
  /** `exact` (default): integers above 2^53 come as bigint, others that lose digits are faults. `text`: the source's text. */
  readonly numbers?: Numbers
}

export type JsonFileOptions = FileOptions &
  JsonReading & {
    /** The key of the top-level object that holds the array of records. */
    readonly at?: string
    /** The records are the entries `{ key, value }` of the top-level object. */
    readonly object?: 'entries'
  }

/**
 * The members of a JSON array in a file. The array is read as a stream; a position is the byte behind a record.
 *
 * @example jsonFile('data/ocm.json', { roots: ['data'] })
 */
export function jsonFile(path: string, options: JsonFileOptions = {}): Source {
  return new FileSource(path, options, jsonFormat(options))
}

function jsonFormat(options: JsonFileOptions): Format {
  const { maxDepth = 64, numbers = 'exact', maxRecordBytes = usualRecordBytes, at } = options
  const entries = options.object === 'entries'
  const cutting = { maxDepth, numbers, maxRecordBytes, at, entries }
  return {
    kind: 'json-file',
    description: { maxDepth, numbers, entries, ...(at === undefined ? {} : { at }) },
    start: async (opener, from) => ({
      cutter: new JsonCutter({ ...cutting, from: from?.record }),
      window: await opener(from?.byte),
    }),
    counter: async () => new JsonCounter({ at, entries }),
    parse: (raw) => (entries ? parseEntry(raw, cutting) : parseRecord(raw, cutting)),
  }
}

/** The text of an entry is a key and its value, and no JSON by itself. */
function parseEntry(raw: string, cutting: { readonly maxDepth: number; readonly numbers: Numbers }): Parsed {
  const { value, fault } = parseRecord(`{${raw}}`, { ...cutting, maxDepth: cutting.maxDepth + 1 })
  if (fault !== undefined) return { value, fault }
  const [[key, inner] = []] = Object.entries(value as object) as [string, unknown][]
  return { value: { key, value: inner } }
}
