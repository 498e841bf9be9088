/** The program as its users have it: one bundle with the compile cache, beside projects that can import `millwright`. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const home = fileURLToPath(new URL('../..', import.meta.url))
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

export type Program = {
  readonly cli: string
  readonly cache: string
  /** Makes an empty folder for a project. */
  project(name: string): string
  remove(): void
}

/** Bundles the sources into a folder of its own, in a third of a second. */
export async function makeProgram(): Promise<Program> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millwright-cli-')))
  const installed = join(folder, 'node_modules/millwright')
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'package.json'), '{ "name": "millwright", "type": "module", "exports": "./index.js" }')
  // Drivers are installed beside the program, here as anywhere.
  for (const driver of ['pg', 'pg-copy-streams', '@electric-sql'])
    symlinkSync(join(modules, driver), join(folder, 'node_modules', driver))
  await build({
    external: [/^pg(-|$)/, /^@electric-sql\//],
    input: { main: 'src/cli/main.ts', index: 'src/index.ts' },
    cwd: home,
    platform: 'node',
    logLevel: 'warn',
    resolve: { conditionNames: ['millwright-source', 'node', 'import', 'default'] },
    output: { dir: installed, format: 'esm' },
  })
  return {
    cli: join(installed, 'main.js'),
    cache: join(folder, 'cache'),
    project: (name) => {
      const path = join(folder, name)
      mkdirSync(path, { recursive: true })
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
