import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type SavedFiles = { readonly json: string; readonly html: string }

/** Writes a report as JSON and as a page, readable by their owner only; each has its name only when it is whole. */
export function saveReport(
  directory: string,
  name: string,
  report: { readonly document: object; readonly page: string },
): SavedFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const files = { json: join(directory, `${name}.json`), html: join(directory, `${name}.html`) }
  writeWhole(files.json, `${JSON.stringify(report.document, null, 2)}\n`)
  writeWhole(files.html, report.page)
  return files
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
