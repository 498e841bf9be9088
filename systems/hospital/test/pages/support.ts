/** The hospital as `millwright serve` shows it, before a real browser. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openStage, type There } from '@millwright/dashboard/testing/place'
import { type HospitalOptions, sharedHospital } from '../http/support.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const label = 'Hospital equipment'

export type Shown = There & {
  /** Asks the file past every layer of ours. */
  readonly query: (text: string) => readonly Record<string, unknown>[]
}

/** One hospital for all tests of a file, and its pages; `shown` gives them once the tests run. */
export function hospitalStage(options: HospitalOptions = {}): { readonly shown: () => Promise<Shown> } {
  const hospital = sharedHospital(options)
  const stage = openStage({ hospital: join(root, 'pages/index.tsx') })
  return {
    shown: async () => {
      const { folder, desk } = await hospital
      await desk.db.close() // from here on the dashboard alone has it open
      writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify(configOf(folder)))
      const at = await stage.place({ project: { folder } })
      return { ...at, query: (text) => query(join(folder, 'hospital.db'), text) }
    },
  }
}

const configOf = (folder: string) => ({
  database: `sqlite:${join(folder, 'hospital.db')}`,
  migrations: join(root, 'migrations'),
  label,
  application: join(root, 'src/dashboard.ts'),
})

function query(file: string, text: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db.prepare(text).all()
  } finally {
    db.close()
  }
}
