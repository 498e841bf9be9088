import type { Database } from './database.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/**
 * Opens a database by its URL: `postgres://…` (or `postgresql://…`), `pglite:<folder>`, or `pglite:` for one in memory.
 *
 * @throws RangeError for any other URL; what the driver throws when the database does not answer
 */
export async function openDatabase(url: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url)
  if (!url.startsWith('pglite:')) throw new RangeError('A database is named postgres://… or pglite:<folder>.')
  const folder = url.slice('pglite:'.length)
  return openPglite(folder === '' ? undefined : folder)
}
