import { createHash } from 'node:crypto'
import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)

const fileSchema = z.strictObject({
  path: z.string().regex(/^[a-z]+(?:\/[\w.-]+)?(?:\.json)?$/),
  bytes: count,
  sha256: hash,
  /** Records in it, where it is a list of them. */
  rows: count.nullable(),
})

const manifestSchema = z.strictObject({
  format: z.literal(1),
  created_at: z.iso.datetime(),
  created_by: z.string(),
  reason: z.string(),
  /** The migrations that the database stood at. */
  migrations: z.array(z.string()),
  database: z.strictObject({
    /** The proved backup of the engine that is inside: its copy and its own manifest. */
    id: z.string().regex(/^backup_\d{8}_\d{6}(?:_\d{1,3})?$/),
    sha256: hash,
    tables: z.record(z.string(), count),
  }),
  files: z.array(fileSchema),
})

/** What a full backup holds; it stands first in the archive, as `manifest.json`. */
export type ArchiveManifest = z.infer<typeof manifestSchema>
export type ArchiveFile = z.infer<typeof fileSchema>

export const manifestName = 'manifest.json'

/** @throws when the text is no manifest */
export function parseManifest(bytes: Uint8Array): ArchiveManifest {
  const parsed = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (parsed.success) return parsed.data
  throw new Error(`its manifest is not as it should be (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What of an archive is not as its manifest says, in words; undefined when everything is. */
export function deviationOf({ files }: ArchiveManifest, contents: ReadonlyMap<string, Uint8Array>): string | undefined {
  const known = new Set([manifestName, ...files.map(({ path }) => path)])
  const strange = [...contents.keys()].find((name) => !known.has(name))
  if (strange !== undefined) return `it holds ${strange}, of which its manifest says nothing`
  for (const { path, bytes, sha256 } of files) {
    const found = contents.get(path)
    if (found === undefined) return `${path} is missing`
    if (found.length !== bytes || sha256Of(found) !== sha256) return `${path} has another SHA-256 than it had`
  }
  return undefined
}
