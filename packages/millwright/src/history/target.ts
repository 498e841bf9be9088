import { basename } from 'node:path'
import type { Graph } from './graph.ts'
import { parseFileName } from './file-name.ts'
import type { Migration } from './migration.ts'
import { ambiguousTarget, unknownTarget } from './problems.ts'
import { readHeader } from './sql-file.ts'

/** Where a command shall go. */
export type Target =
  | { readonly kind: 'migration'; readonly id: string }
  | { readonly kind: 'head' }
  | { readonly kind: 'heads' }
  | { readonly kind: 'base' }
  /** `+N` steps up or `-N` steps down. */
  | { readonly kind: 'steps'; readonly by: number }

/**
 * Reads a target as a person types it: `head`, `heads`, `base`, `+N`, `-N`, an id, a name, a file, an alias, or the beginning of one id.
 * Fails when nothing or more than one migration fits.
 */
export function resolveTarget(graph: Graph, word: string): Target {
  const lower = word.trim().toLowerCase()
  if (lower === 'head' || lower === 'heads' || lower === 'base') return { kind: lower }
  if (/^[+-][1-9]\d{0,8}$/.test(lower)) return { kind: 'steps', by: Number(lower) }
  return { kind: 'migration', id: findMigration(graph, word.trim()).id }
}

/** The one migration that a word names, the exact forms first. */
export function findMigration({ migrations }: Graph, word: string): Migration {
  const exact = migrations.get(word)
  if (exact !== undefined) return exact
  const all = [...migrations.values()]
  for (const fits of [isNamed, isAlias, startsWith]) {
    const found = word === '' ? [] : all.filter((migration) => fits(migration, word))
    if (found.length > 1)
      throw ambiguousTarget(
        word,
        found.map(({ file }) => basename(file)),
      )
    if (found[0] !== undefined) return found[0]
  }
  throw unknownTarget(word)
}

/** A name, `<id>_<name>`, a file name or the path of a file. */
function isNamed({ id, name, file }: Migration, word: string): boolean {
  if (word === name || word === `${id}_${name}` || word === file) return true
  return basename(word) === basename(file) && parseFileName(word) !== undefined
}

/** What `-- alias:` in the file says. It is read only now: hardly anybody types one. */
const isAlias = (migration: Migration, word: string): boolean =>
  migration.kind === 'sql' &&
  readHeader({ file: migration.file, text: migration.content() }).aliases?.includes(word) === true

const startsWith = ({ id }: Migration, word: string): boolean => id.startsWith(word)
