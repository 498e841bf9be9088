import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'

/** So much of the disk is left to others, in bytes. */
const leastFree = 64 * 1024 * 1024

/** A disk that is about to be full. */
export async function pressure(db: Queries): Promise<string | undefined> {
  const row = await db.get(sql`select file from pragma_database_list where name = 'main'`)
  const file = String(row?.['file'] ?? '')
  if (file === '') return undefined
  const { bavail, bsize } = await statfs(dirname(file))
  const free = bavail * bsize
  if (free >= leastFree) return undefined
  return `${Math.floor(free / 1024 / 1024)} MB are free on the disk of the database, and ${leastFree / 1024 / 1024} MB are left to others`
}
