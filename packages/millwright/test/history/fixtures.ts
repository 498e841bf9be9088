import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Statement } from '../../src/dialects/dialect.ts'
import { buildGraph, type Graph } from '../../src/history/graph.ts'
import type { MigrationFile } from '../../src/history/migration.ts'
import { isProblem, type Problem } from '../../src/kernel/problem.ts'

/** A folder that lives as long as the test, with these files. */
export function folderWith(files: { readonly [name: string]: string | Uint8Array } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** Enough of a splitter for scripts whose only semicolons end a line. */
export function split(script: string): readonly Statement[] {
  const found: Statement[] = []
  let line = 1
  for (const piece of script.split(/;[ \t]*(?=\n|$)/)) {
    const text = piece.replace(/^(\s|--.*(\n|$))+/, '')
    const before = piece.slice(0, piece.length - text.length)
    if (text.trim() !== '') found.push({ text: text.trim(), line: line + before.split('\n').length - 1 })
    line += piece.split('\n').length - 1
  }
  return found
}

/** A file that exists only as a value. */
export const fileOf = (id: string, declared?: readonly string[], name = 'change'): MigrationFile => ({
  id,
  name,
  file: `migrations/${id}_${name}.sql`,
  checksum: id.padEnd(64, '0'),
  kind: 'sql',
  declared,
  content: () => '',
  load: () => Promise.reject(new Error('a value only')),
})

/** A graph from `id: parents`. */
export const graphOf = (parents: { readonly [id: string]: readonly string[] | undefined }): Graph =>
  buildGraph(Object.entries(parents).map(([id, declared]) => fileOf(id, declared)))

/** The problem that some work ends with. */
export function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
  throw new Error('no problem was thrown')
}

export async function rejectionOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => new Error('no problem was thrown'),
    (reason: unknown) => reason,
  )
  if (isProblem(error)) return error
  throw error
}

/** The import line that a migration in a temporary folder needs. */
export const importDefine = `import { defineMigration } from '${pathToFileURL(join(import.meta.dirname, '../../src/history/define-migration.ts')).href}'\n`
