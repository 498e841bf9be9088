/** Sets up a small workspace with this repository's own configuration, in which a gate is run. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../gates.ts'

const settings = ['.gitignore', '.oxlintrc.json', 'biome.json', 'knip.json', 'tsconfig.json', 'vitest.config.ts']
const parts = ['packages/millwright/tsconfig.build.json', 'packages/dashboard/tsconfig.json']

/** The healthy tree alone, or with the canaries of `gate` laid over it; `use` gets its folder. */
export async function inWorkspace<T>(gate: string | undefined, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-canary-'))
  try {
    fill(folder, gate)
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function fill(folder: string, gate: string | undefined): void {
  lay('healthy', folder)
  for (const file of [...settings, ...parts]) cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  if (gate !== undefined) lay(gate, folder)
  openBrackets(folder)
  execFileSync('git', ['init', '-q'], { cwd: folder })
  execFileSync(
    'git',
    ['add', '-f', '--', ...readdirSync(folder).filter((name) => !/^(node_modules|\.git)$/.test(name))],
    {
      cwd: folder,
    },
  )
}

function lay(name: string, folder: string): void {
  const from = join(root, 'test/canaries', name)
  if (!existsSync(from)) throw new Error(`there is no canary folder test/canaries/${name}`)
  cpSync(from, folder, { recursive: true })
}

/** A canary with a forbidden word holds it as `wo‹›rd`, so that no file of the repository has the word itself. */
function openBrackets(folder: string): void {
  const docs = join(folder, 'docs')
  for (const name of existsSync(docs) ? readdirSync(docs) : []) {
    const file = join(docs, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('‹›', ''))
  }
}
