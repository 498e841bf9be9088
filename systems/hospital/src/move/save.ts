import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Project, type Report, type RunResult, saveReport } from 'millwright'
import type { MoveDocument } from './document.ts'

/** The engine's report as JSON and HTML, and the whole document where the person wants it. */
export async function saveDocument(
  project: Project,
  document: MoveDocument,
  file: string | undefined,
): Promise<RunResult['files']> {
  const files = await saveReport(project, engineReport(document))
  await writeWhole(file ?? files.json, documentText(document))
  return { ...files, json: file ?? files.json }
}

export const documentText = (document: object): string => `${JSON.stringify(document, null, 2)}\n`

function engineReport({
  verification,
  dataQuality,
  registers,
  tables,
  preflight,
  jsonBackups,
  asOf,
  policies,
  problem,
  ...report
}: MoveDocument): Report {
  void [verification, dataQuality, registers, tables, preflight, jsonBackups, asOf, policies, problem]
  return report
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
