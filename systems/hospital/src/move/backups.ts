import { join } from 'node:path'
import { backupSourceFile, jsonFile, type SourceBackup } from 'millwright'
import type { LoadedFile } from '../loads/files.ts'
import type { JsonBackup } from '../loads/params.ts'

export type Copied = SourceBackup & { readonly file: LoadedFile }

/** Copies every file of the JSON era as `<name>_backup_<time>.json`; each copy is read again, hashed, parsed and counted. */
export async function backupJson(
  data: string,
  files: readonly LoadedFile[],
  directory: string,
): Promise<readonly Copied[]> {
  const copied: Copied[] = []
  for (const file of files) {
    const made = await backupSourceFile({ source: join(data, file), directory, count: (path) => countIn(file, path) })
    copied.push({ ...made, file })
  }
  return copied
}

async function countIn(file: LoadedFile, path: string): Promise<number> {
  const isObject = file === 'departments_and_machines.json' || file === 'settings.json'
  const source = jsonFile(path, isObject ? { object: 'entries', allowEmpty: true } : { allowEmpty: !isRegister(file) })
  let records = 0
  for await (const chunk of source.read(undefined)) records += chunk.records.length
  return records
}

const isRegister = (file: LoadedFile): boolean => file === 'ocm.json' || file === 'ppm.json'

export const linkOf = ({ file, path, sha256 }: Copied): JsonBackup => ({ file, path, sha256 })
