import { readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Connection } from '../../kernel/connection.ts'
import type { Dialect } from '../dialect.ts'
import { openEmbedded } from '../postgres/embedded/connect.ts'
import { absoluteEmbedded, acceptsEmbedded, embeddedExists, embeddedPlace } from '../postgres/embedded/place.ts'
import { restoreEmbedded } from '../postgres/embedded/replace.ts'
import {
  copyEmbedded,
  emptyEmbedded,
  openCopy,
  takeEmbedded,
  takePartsEmbedded,
} from '../postgres/embedded/snapshots.ts'
import { postgres } from '../postgres/postgres.ts'

const { protection: _travels, ...base } = postgres

/** PGlite, a PostgreSQL inside of this process: all that PostgreSQL does, with one session. */
export const pglite = {
  ...base,
  name: 'PGlite',
  can: { ...postgres.can, manySessions: false, retries: false, parallelWrites: false },
  snapshots: {
    ...postgres.snapshots,
    take: takeEmbedded,
    takeParts: takePartsEmbedded,
    open: openCopy,
    copy: copyEmbedded,
    empty: emptyEmbedded,
    restoreBeside: restoreEmbedded,
  },
  accepts: acceptsEmbedded,
  absolute: absoluteEmbedded,
  exists: embeddedExists,
  open: openEmbedded,
  scratch,
  space,
} satisfies Dialect

/** Names are looked up in it as in the other one. */
function scratch(near = ''): Promise<Connection> {
  const { search_path: path } = embeddedPlace(near).options
  return openEmbedded(path === undefined ? 'memory' : `memory?search_path=${encodeURIComponent(path)}`)
}

async function space(url: string): Promise<{ readonly bytes: number; readonly free: number }> {
  const { directory } = embeddedPlace(url)
  if (directory === undefined) return { bytes: 0, free: 0 }
  const { bavail, bsize } = await statfs(dirname(directory))
  return { bytes: await sizeOf(directory), free: bavail * bsize }
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(directory, name)).catch(() => undefined))?.size),
  )
  return sizes.reduce<number>((sum, bytes = 0) => sum + bytes, 0)
}
