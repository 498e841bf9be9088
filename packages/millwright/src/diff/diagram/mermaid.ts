import type { DrawnTable, Drawing } from './read.ts'

/** A diagram of tables and their references, in the language of Mermaid. */
export function mermaidOf({ tables, references }: Drawing): string {
  const boxes = tables.flatMap((table) => [`  ${label(table.name)} {`, ...rowsOf(table), '  }'])
  const lines = references.map(
    ({ from, to, columns }) => `  ${label(to)} ||--o{ ${label(from)} : ${label(columns.join(', '))}`,
  )
  return `${['erDiagram', ...boxes, ...lines].join('\n')}\n`
}

const label = (name: string): string => `"${name.replaceAll('"', "'")}"`

/** Mermaid takes letters, digits and a few signs in the names of columns and types. */
const plain = (text: string): string => text.replace(/[^\p{L}\p{N}_()[\]-]+/gu, '_') || 'any'

const rowsOf = ({ columns }: DrawnTable): readonly string[] =>
  columns.map(({ name, type, marks }) => `    ${plain(type)} ${plain(name)} ${marks.join(', ')}`.trimEnd())
