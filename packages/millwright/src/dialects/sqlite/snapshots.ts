import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Snapshots, WorkingCopy } from '../dialect.ts'
import { take } from './copy.ts'
import { driverWords, failureOf } from './failure.ts'
import { orphans } from './orphans.ts'
import { exists } from './place.ts'
import { swapIn } from './swap-in.ts'

export const snapshots = { ending: '.db', take, copy, empty, integrity, orphans, swapIn } satisfies Snapshots

async function copy(from: string, folder: string): Promise<WorkingCopy> {
  const url = `sqlite:${join(folder, 'copy.db')}`
  if (await exists(from)) await take(from, url, async () => undefined)
  return { url, dispose: async () => rm(join(folder, 'copy.db'), { force: true }) }
}

async function empty(_near: string, folder: string): Promise<WorkingCopy> {
  const path = join(folder, 'empty.db')
  return { url: `sqlite:${path}`, dispose: async () => rm(path, { force: true }) }
}

/** A page that is so broken that the check itself stops is one of its findings. */
async function integrity(db: Queries): Promise<readonly string[]> {
  try {
    const rows = await db.all(sql`pragma integrity_check`)
    return rows.map((row) => String(Object.values(row)[0])).filter((words) => words !== 'ok')
  } catch (error) {
    if (failureOf(error) === 'corrupt') return [driverWords(error)]
    throw error
  }
}
