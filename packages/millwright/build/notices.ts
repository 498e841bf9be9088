/** The licences of the packages inside the bundle, as those licences ask. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes one text with name, version and licence of every package among `modules`. */
export function writeNotices(modules: readonly string[], file: string): void {
  const folders = new Set(modules.map(packageFolderOf).filter((folder) => folder !== undefined))
  writeFileSync(file, [...folders].toSorted().map(noticeOf).join('\n\n'))
}

const packageFolderOf = (module: string): string | undefined =>
  /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]

function noticeOf(folder: string): string {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  const { name, version, license } = JSON.parse(manifest) as Record<string, string>
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} comes without the text of its licence`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}
