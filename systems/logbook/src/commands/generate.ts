import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { generate } from '../generator/generate.ts'
import { writeVoyage } from '../generator/write.ts'
import { logbookProject, shipTables } from '../project.ts'
import type { Answer } from './answer.ts'
import { Mistake, numberIn, type Ordered, textIn, wordIn } from './parse.ts'
import { bookIsThere } from './problems.ts'

/** An invented book at a revision, and beside it the manifest of every defect in it. @throws ORB202 */
export async function generateBook(ordered: Ordered): Promise<Answer> {
  const { db } = ordered
  const options = {
    years: numberIn(ordered, 'years', { least: 0.02, most: 200, usual: 0.25 }),
    seed: numberIn(ordered, 'seed', { least: 0, most: 4_294_967_295, usual: 42 }),
    start: dayIn(textIn(ordered, 'start') ?? '2025-01-05'),
    profile: wordIn(ordered, 'profile', ['clean', 'dirty']),
  } as const
  const at = textIn(ordered, 'at') ?? (options.profile === 'clean' ? 'r17' : 'r09b')
  if (existsSync(db)) throw bookIsThere(db)
  mkdirSync(dirname(db), { recursive: true })
  const { voyage, manifest } = spoiled(() => generate(options, shipTables()))
  await writeVoyage(await logbookProject(db), voyage, at)
  writeFileSync(`${db}.manifest.json`, `${JSON.stringify({ at, ...manifest }, null, 2)}\n`)
  const rows = Object.entries(manifest.rows).map(
    ([table, count]) => `  ${table.padEnd(22)}${String(count).padStart(8)}`,
  )
  return {
    exit: 0,
    lines: [
      `An invented book at ${at}, seed ${options.seed}`,
      ...rows,
      `  ${manifest.defects.length} defects, listed in ${db}.manifest.json`,
    ],
    document: { db, at, ...manifest },
  }
}

function dayIn(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)) return text
  throw new Mistake(`--start ${text}: use a day of the calendar as YYYY-MM-DD.`)
}

function spoiled<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof RangeError ? new Mistake(error.message) : error
  }
}
