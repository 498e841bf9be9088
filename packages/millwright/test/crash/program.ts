import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { onTestFinished } from 'vitest'
import { quickFolder } from '../../src/testing/quick-folder.ts'

const input = fileURLToPath(new URL('../../src/testing/crash-child.ts', import.meta.url))

const libraries = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** The program of the children in one file: a hundred small ones take twice as long to start. */
export async function bundledChild(): Promise<string> {
  const folder = quickFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(libraries, join(folder, 'node_modules'))
  const build = await rolldown({
    input,
    external: ['pg', 'pg-copy-streams', '@electric-sql/pglite'],
    platform: 'node',
    resolve: { conditionNames: ['millwright-source', 'node', 'import'] },
  })
  await build.write({ dir: folder, format: 'esm', entryFileNames: 'child.mjs' })
  await build.close()
  return join(folder, 'child.mjs')
}
