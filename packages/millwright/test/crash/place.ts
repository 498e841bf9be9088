import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { quickFolder } from '../../src/testing/quick-folder.ts'
import { openPlace } from '../../src/testing/task.ts'
import type { Project } from '../../src/actions/project.ts'

export const migrations = fileURLToPath(new URL('migrations', import.meta.url))

const batch = { minRows: 7, maxRows: 7, targetMs: 1000 }

/** A folder with a configuration and nothing else; it lives as long as the test. */
export function emptyFolder(config: object = {}): string {
  const folder = quickFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const content = { database: 'sqlite:app.db', backups: { before: 'never' }, batch, ...config }
  writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify(content))
  return folder
}

export const projectIn = (folder: string, from = migrations): Promise<Project> =>
  openPlace({ cwd: folder, migrations: from })
