/** Restores a backup and dies, by SIGKILL, at one of its turning points or after so many milliseconds. */
import { restoreBackup } from '../../../src/backup/restore.ts'
import type { Replacement } from '../../../src/dialects/dialect.ts'
import { pglite } from '../../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'

type Task = {
  readonly name: string
  readonly url: string
  readonly directory: string
  readonly id: string
  readonly at: 'restored' | 'swapped' | number
}

const { name, at, ...order } = JSON.parse(process.argv[2] as string) as Task
const dialect = name === 'PGlite' ? pglite : postgres

const dieIf = (isNow: boolean): void => {
  if (isNow) process.kill(process.pid, 'SIGKILL')
}

async function restoreBeside(copy: string, url: string): Promise<Replacement> {
  if (typeof at === 'number') setTimeout(() => dieIf(true), at)
  const replacement = await dialect.snapshots.restoreBeside(copy, url)
  dieIf(at === 'restored')
  return {
    url: replacement.url,
    discard: () => replacement.discard(),
    swapIn: async (keepsOld) => {
      const aside = await replacement.swapIn(keepsOld)
      dieIf(at === 'swapped')
      return aside
    },
  }
}

const mortal = { ...dialect, snapshots: { ...dialect.snapshots, restoreBeside } }
await restoreBackup({ ...order, dialect: mortal, aside: false })
