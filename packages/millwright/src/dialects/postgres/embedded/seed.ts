import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Extensions, PGlite } from '@electric-sql/pglite'
import { untar } from './untar.ts'

type Library = typeof import('@electric-sql/pglite')

/** A PGlite in a directory that holds a cluster. */
export async function startIn(directory: string): Promise<PGlite> {
  const { PGlite: Embedded } = await import('@electric-sql/pglite')
  return Embedded.create({ dataDir: directory, extensions: await usualExtensions() })
}

/** A PGlite in memory with a fresh cluster. */
export async function startInMemory(): Promise<PGlite> {
  const library = await import('@electric-sql/pglite')
  return library.PGlite.create({ loadDataDir: await seedOf(library), extensions: await usualExtensions() })
}

/** What schemas ask for most; the library has the files of an extension ready only where it is told so at the start. */
async function usualExtensions(): Promise<Extensions> {
  const loaded = await Promise.all([
    import('@electric-sql/pglite/contrib/btree_gin'),
    import('@electric-sql/pglite/contrib/btree_gist'),
    import('@electric-sql/pglite/contrib/citext'),
    import('@electric-sql/pglite/contrib/fuzzystrmatch'),
    import('@electric-sql/pglite/contrib/hstore'),
    import('@electric-sql/pglite/contrib/intarray'),
    import('@electric-sql/pglite/contrib/ltree'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
    import('@electric-sql/pglite/contrib/pgcrypto'),
    import('@electric-sql/pglite/contrib/unaccent'),
    import('@electric-sql/pglite/contrib/uuid_ossp'),
  ])
  return Object.assign({}, ...loaded) as Extensions
}

/** Puts a fresh cluster into a new directory. */
export async function makeCluster(directory: string): Promise<void> {
  const seed = await seedOf(await import('@electric-sql/pglite'))
  await untar(new Uint8Array(await seed.arrayBuffer()), directory)
}

/**
 * A saved copy of a fresh cluster, because making one takes ten times as long as opening it; the first program on a
 * machine that needs it makes that copy.
 */
const seedOf = async (library: Library): Promise<Blob> => (await readSeed()) ?? (await makeSeed(library))

async function readSeed(): Promise<Blob | undefined> {
  try {
    const path = await seedPath()
    const found = await stat(path)
    const isMine = process.getuid === undefined || found.uid === process.getuid()
    return isMine && (found.mode & 0o022) === 0 ? new Blob([await readFile(path)]) : undefined
  } catch {
    return undefined
  }
}

async function makeSeed({ PGlite: Embedded }: Library): Promise<Blob> {
  const fresh = await Embedded.create({ initDbStartParams: ['--wal-segsize=1'] })
  try {
    await fresh.exec('checkpoint')
    const seed = await fresh.dumpDataDir('gzip')
    await saveSeed(seed).catch(() => undefined) // without a place to keep it, the next one is made anew
    return seed
  } finally {
    await fresh.close()
  }
}

async function saveSeed(seed: Blob): Promise<void> {
  const path = await seedPath()
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`
  try {
    await using file = await open(partial, 'wx', 0o600)
    await file.writeFile(new Uint8Array(await seed.arrayBuffer()))
    await file.sync()
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

/** One for each version of the library: a cluster belongs to the program that made it. */
async function seedPath(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(cache, 'millwright', `pglite-${await libraryVersion()}.tar.gz`)
}

async function libraryVersion(): Promise<string> {
  const entry = import.meta.resolve('@electric-sql/pglite')
  const manifest = new URL('../package.json', entry)
  return String((JSON.parse(await readFile(manifest, 'utf8')) as { readonly version?: unknown }).version)
}
