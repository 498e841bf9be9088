import { FileSource, type FileOptions, type Format, usualRecordBytes } from './file-source.ts'
import type { JsonReading } from './json-file.ts'
import { parseRecord } from './json-value.ts'
import { LineCounter } from './line-counters.ts'
import { NdjsonCutter } from './ndjson-cutter.ts'
import type { Source } from './source.ts'

export type NdjsonFileOptions = FileOptions &
  JsonReading & {
    /** `optional` (default): a last line without a line break counts when its own end shows that it is whole. */
    readonly lastLineBreak?: 'required' | 'optional'
  }

/**
 * The lines of a file with one JSON value on each; a line that is not JSON is a fault of that record only.
 *
 * @example ndjsonFile('export/readings.ndjson')
 */
export function ndjsonFile(path: string, options: NdjsonFileOptions = {}): Source {
  return new FileSource(path, options, ndjsonFormat(options))
}

function ndjsonFormat(options: NdjsonFileOptions): Format {
  const { maxDepth = 64, numbers = 'exact', maxRecordBytes = usualRecordBytes, lastLineBreak = 'optional' } = options
  const cutting = { maxDepth, numbers, maxRecordBytes, lastLineBreak }
  return {
    kind: 'ndjson-file',
    description: { maxDepth, numbers, lastLineBreak },
    start: async (opener, from) => ({
      cutter: new NdjsonCutter({ ...cutting, from: from?.record }),
      window: await opener(from?.byte),
    }),
    counter: async () => new LineCounter(),
    parse: (raw) => parseRecord(raw, cutting),
  }
}
