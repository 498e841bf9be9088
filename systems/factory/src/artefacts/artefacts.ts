import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, openDatabase, openProject } from 'millwright'
import type { Facts } from '../move/facts.ts'
import { legacyOf } from '../move/legacy.ts'
import { type Archived, writeArchives } from './archive.ts'
import { type Compared, compareFigures } from './comparison.ts'
import { writeCrosswalk } from './crosswalk.ts'

const openToRead = async (url: string): Promise<Connection> =>
  openDatabase(await openProject({ url }), { readOnly: true })

/** Before a move: everything that stays behind, in archives that were read back. @throws FAC401 */
export async function archiveLegacy(folder: string, facts: Facts): Promise<readonly Archived[]> {
  const db = await openToRead(facts.source)
  try {
    return await writeArchives(db, { folder: join(folder, 'archive'), profile: facts.profile, legacy: legacyOf(facts) })
  } finally {
    await db.close()
  }
}

/** After a move: what names became, and how far the legacy figures are from the new ones, in a folder of the run. */
export async function writeRunArtefacts(
  folder: string,
  run: string,
  { facts, target }: { readonly facts: Facts; readonly target: string },
): Promise<void> {
  const place = join(folder, run)
  mkdirSync(place, { recursive: true })
  const source = await openToRead(facts.source)
  const moved = await openToRead(target)
  try {
    const sides = { source, target: moved, legacy: legacyOf(facts), profile: facts.profile }
    await writeCrosswalk(place, { ...sides, hasShiftTexts: facts.profile === 'factory-17' })
    const compared = await compareFigures(sides)
    writeFileSync(join(place, 'comparison.json'), `${JSON.stringify(compared, null, 2)}\n`)
  } finally {
    await Promise.all([source.close(), moved.close()])
  }
}

/** What was compared after a run; undefined where nobody kept it. */
export function readComparison(folder: string | undefined, run: string): readonly Compared[] | undefined {
  if (folder === undefined || !/^[\w-]{1,64}$/.test(run)) return undefined
  try {
    return JSON.parse(readFileSync(join(folder, run, 'comparison.json'), 'utf8')) as readonly Compared[]
  } catch {
    return undefined
  }
}
