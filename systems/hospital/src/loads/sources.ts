import { json, type Source, type SourceChunk, type SourceSpec } from 'millwright'
import { type Facts, pathOf } from './params.ts'
import type { LoadedFile } from './files.ts'

type Form = { readonly object?: 'entries' }

/** A file of the data folder. One that is allowed to be missing, and is, has no records. */
export function fileOf(facts: Facts, file: LoadedFile, form: Form = {}): SourceSpec {
  if (!facts.files.includes(file)) return absent(file)
  return json(pathOf(facts, file), { roots: [facts.data], ...form, ...(isRequired(file) ? {} : { allowEmpty: true }) })
}

const isRequired = (file: LoadedFile): boolean => file === 'ocm.json' || file === 'ppm.json'

export const absent = (file: string): SourceSpec => ({
  kind: 'none',
  text: `${file} (not there)`,
  open: () => nothing(file),
})

const nothing = (name: string): Source => ({
  name,
  description: { kind: 'none' },
  pin: async () => ({ records: 0, digest: 'none' }),
  read: noChunks,
  close: async () => {},
})

async function* noChunks(): AsyncGenerator<SourceChunk> {}

/** The same records, but their text never reaches a list of rejects, a sample or a lineage: it holds secrets. */
export const hidden = (spec: SourceSpec): SourceSpec => ({
  ...spec,
  open: async (tools) => withoutText(await spec.open(tools)),
})

const withoutText = (source: Source): Source => ({
  name: source.name,
  description: source.description,
  pin: () => source.pin(),
  read: (from, rows) => hideChunks(source.read(from, rows)),
  close: () => source.close(),
})

async function* hideChunks(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk> {
  for await (const chunk of chunks) {
    yield { ...chunk, records: chunk.records.map((record) => ({ ...record, raw: '(not shown: it holds secrets)' })) }
  }
}
