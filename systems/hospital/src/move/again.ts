import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Project, type Report, up } from 'millwright'
import { isPartOfMove } from './history.ts'

/** What a second load of the same files did with one table. */
export type Repeated = { readonly step: string } & Report['ledger']['counters']

const extra = '9000_everything_once_more.ts'

/**
 * Loads every file once more into a copy of the moved database, as a migration that only this copy ever sees.
 * @param copy a project whose database may be changed and thrown away
 */
export async function loadAgain(
  copy: Project,
  migrations: string,
): Promise<{ readonly steps: readonly Repeated[]; readonly report: Report }> {
  const folder = await mkdtemp(join(tmpdir(), 'hospital-again-'))
  try {
    for (const name of await readdir(migrations))
      if (isPartOfMove(name.slice(0, 4))) await symlink(join(migrations, name), join(folder, name))
    await symlink(join(migrations, 'again', extra), join(folder, extra))
    const result = await up(
      { ...copy, migrations: folder, reports: folder, backups: folder },
      { backup: false, maxRejects: 1e9 },
    )
    if (!('report' in result)) throw new Error('the second load had nothing to do')
    return { steps: stepsOf(result.report), report: result.report }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const stepsOf = ({ items }: Report): readonly Repeated[] =>
  items.flatMap(({ steps }) => steps.map(({ name, counters }) => ({ step: name, ...counters })))

/** Nothing was written: every record stands, or has no row for the same accepted reason as the first time. */
export const isUnchanged = ({ inserted, updated, merged }: Repeated): boolean => inserted + updated + merged === 0
