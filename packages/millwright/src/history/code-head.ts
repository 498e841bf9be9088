import type { MigrationKind } from './migration.ts'

/** What can be known of a code file: its kind and the parents it declares. */
export type CodeHead = { readonly kind: MigrationKind; readonly declared: readonly string[] | undefined }

const opening =
  /^export default define(Migration|Move)\b[^({]*\(\s*\{\s*(?:(parents?)\s*:\s*('[^'\\\n]*'|"[^"\\\n]*"|\[[^\]]*\])\s*[,}])?/m

/**
 * Reads kind and parents from the text, so that a thousand applied files need not be imported.
 * Undefined when only running the file can tell.
 */
export function headFromText(text: string): CodeHead | undefined {
  const [, word, key, value] = opening.exec(text) ?? []
  if (word === undefined || text.split(/^export default\b/m).length !== 2) return undefined
  const kind = word === 'Move' ? 'move' : 'code'
  if (key === undefined) return /\bparents?\b/.test(text) ? undefined : { kind, declared: undefined }
  const words = wordsIn(value ?? '')
  return words === undefined ? undefined : { kind, declared: parentsFrom(words) }
}

/** The parents that a declaration's members name; `none` and an empty list are a root. */
export function parentsOf(declaration: {
  readonly parent?: unknown
  readonly parents?: unknown
}): readonly string[] | undefined {
  const { parent, parents } = declaration
  if (parent === undefined && parents === undefined) return undefined
  const words = [...(parent === undefined ? [] : [parent]), ...(Array.isArray(parents) ? (parents as unknown[]) : [])]
  return parentsFrom(words.filter((word) => typeof word === 'string'))
}

const parentsFrom = (words: readonly string[]): readonly string[] => [...new Set(words.filter((id) => id !== 'none'))]

/** `'a'`, `"a"` or a list of such; undefined for anything else. */
function wordsIn(value: string): readonly string[] | undefined {
  const inner = value.startsWith('[') ? value.slice(1, -1) : value
  const pieces = inner.split(',').map((piece) => piece.trim())
  const quoted = pieces.filter((piece, at) => piece !== '' || at < pieces.length - 1)
  if (!quoted.every((piece) => /^(?:'[^']*'|"[^"]*")$/.test(piece))) return undefined
  return quoted.map((piece) => piece.slice(1, -1))
}
