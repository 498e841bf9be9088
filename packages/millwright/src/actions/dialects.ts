import type { Dialect } from '../dialects/dialect.ts'
import { accepts as acceptsPostgres } from '../dialects/postgres/address.ts'
import { absoluteEmbedded, acceptsEmbedded } from '../dialects/postgres/embedded/place.ts'
import { absolute as absoluteFile, accepts as acceptsFile } from '../dialects/sqlite/place.ts'

/** A dialect before it is loaded: what an address tells. */
type Known = Pick<Dialect, 'accepts' | 'absolute'> & { load(): Promise<Dialect> }

/** Every dialect this Millwright knows. One that no address names is not even read. */
const dialects: readonly Known[] = [
  {
    accepts: acceptsFile,
    absolute: absoluteFile,
    load: async () => (await import('../dialects/sqlite/sqlite.ts')).sqlite,
  },
  {
    accepts: acceptsPostgres,
    absolute: (url) => url,
    load: async () => (await import('../dialects/postgres/postgres.ts')).postgres,
  },
  {
    accepts: acceptsEmbedded,
    absolute: absoluteEmbedded,
    load: async () => (await import('../dialects/pglite/pglite.ts')).pglite,
  },
]

const knownAt = (url: string): Known | undefined => dialects.find((one) => one.accepts(url))

/** Whether some dialect has such addresses. */
export const isAddress = (url: string): boolean => knownAt(url) !== undefined

/** The address with its path made absolute; what is no address stays as it is. */
export const absoluteAddress = (url: string, root: string): string => knownAt(url)?.absolute(url, root) ?? url

/** The dialect whose URL this is. */
export const findDialect = async (url: string): Promise<Dialect | undefined> => knownAt(url)?.load()
