/** The book as `millwright serve` shows it, before a real browser. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openStage, type There } from '@millwright/dashboard/testing/place'
import { afterAll } from 'vitest'
import { root } from '../../src/project.ts'
import { bookAt } from '../book.ts'
import { query } from '../support.ts'

export const label = 'Oil record book'

export type Shown = There & {
  /** Asks the file past every layer of ours. */
  readonly query: (text: string) => readonly Record<string, unknown>[]
}

/** One book with a quarter of a year in it for all tests of a file, and its pages; `shown` gives them once the tests run. */
export function bookStage(): { readonly shown: () => Promise<Shown> } {
  const stage = openStage({ logbook: join(root, 'pages/index.tsx') })
  return {
    shown: async () => {
      const { db } = await bookAt('r17', {}, afterAll)
      const folder = dirname(db)
      writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify(configOf(db)))
      const at = await stage.place({ project: { folder } })
      return { ...at, query: (text) => query(db, text) }
    },
  }
}

const configOf = (db: string) => ({
  database: `sqlite:${db}`,
  migrations: join(root, 'migrations'),
  params: { vessel: 'MV Example', zone: 'America/New_York' },
  label,
  application: join(root, 'src/dashboard.ts'),
})
