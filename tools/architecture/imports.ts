/** Lists what a file imports: statements, re-exports, `import()` and `import('…')` types alike. */
import { posix } from 'node:path'
import { lineAt, textOf, walk, type Node, type SourceFile } from './syntax.ts'

/** `to` is a path from the root for a relative import, and the specifier itself for a package. */
export type Import = { readonly from: string; readonly line: number; readonly to: string; readonly isRelative: boolean }

const kinds = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

export function importsOf(file: SourceFile): Import[] {
  return [...walk(file.tree)].flatMap((node) => {
    const specifier = kinds.has(node.type) ? textOf(node.source) : undefined
    return specifier === undefined ? [] : [importAt(file, node, specifier)]
  })
}

function importAt({ path, text }: SourceFile, node: Node, specifier: string): Import {
  const isRelative = specifier.startsWith('.')
  const to = isRelative ? posix.join(posix.dirname(path), specifier) : specifier
  return { from: path, line: lineAt(text, node.start), to, isRelative }
}
