import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The configuration that goes with the files; both the program and the API read it. */
export function writeConfig(folder: string, path: string): void {
  writeFileSync(join(dirname(folder), 'millwright.config.json'), JSON.stringify({ database: `sqlite:${path}` }))
}

/** Millwright through its public API, as it is published. */
export async function runMillwright(folder: string, path: string): Promise<number> {
  writeConfig(folder, path)
  const { openProject, up } = (await import(join(dirname(folder), 'build', 'index.js'))) as typeof import('millwright')
  const end = await up(await openProject({ cwd: dirname(folder) }))
  if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end))
  return end.report.items.length
}
