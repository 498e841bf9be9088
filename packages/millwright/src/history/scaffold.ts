import type { Way } from './way.ts'

export type NewKind = 'sql' | 'ts' | 'move'

/** The text of a new, empty migration. Its parents are always written out, so that no later file can come in between. */
export function scaffold(kind: NewKind, parents: readonly string[]): string {
  switch (kind) {
    case 'sql':
      return sqlText(parents)
    case 'ts':
      return codeText(parents)
    case 'move':
      return moveText(parents)
  }
}

/** The text of a migration that joins heads and changes nothing. */
export const scaffoldMerge = (parents: readonly string[]): string =>
  `${parentLines(parents)}\n-- migrate:up\n\n-- migrate:down\n`

/** What is written into a SQL migration: single statements, without their semicolons. */
export type SqlContent = {
  readonly up: readonly string[]
  readonly down: readonly string[]
  /** Lines for people, above everything. */
  readonly notes: readonly string[]
  readonly foreignKeys: 'on' | 'off'
  readonly transaction: boolean
  /** Why there is no way back, where there is none. */
  readonly irreversible?: string
  /** What it takes the place of. */
  readonly squashed?: readonly Way[]
}

/** A SQL migration with its statements. */
export function filledSql(parents: readonly string[], content: SqlContent): string {
  const alone = content.transaction ? '' : ' transaction:false'
  const down = [`-- migrate:down${alone}`, ...content.down.map((statement) => `${statement};`)]
  return `${[
    ...content.notes.map((note) => `-- ${note.replace(/\s+/g, ' ')}`),
    parentLines(parents).trimEnd(),
    ...(content.squashed ?? []).map(wayLine),
    ...(content.foreignKeys === 'off' ? ['-- foreign-keys: off'] : []),
    ...(content.irreversible === undefined ? [] : [`-- irreversible: ${content.irreversible.replace(/\s+/g, ' ')}`]),
    '',
    `-- migrate:up${alone}`,
    ...content.up.map((statement) => `${statement};`),
    ...(content.irreversible === undefined ? ['', ...down] : []),
  ].join('\n')}\n`
}

const wayLine = (way: Way): string => `-- squashed: ${way.map(({ id, checksum }) => `${id} ${checksum}`).join(', ')}`

const sqlText = (parents: readonly string[]): string => `${parentLines(parents)}
-- migrate:up


-- migrate:down
-- (left empty: nothing to undo; a line \`-- irreversible: <reason>\` instead of this section: no way back)

`

const codeText = (parents: readonly string[]): string => `import { defineMigration } from 'millwright'

/** Statements (sql\`…\`), a list of them, a SQL script, or an async function of the open transaction. */
export default defineMigration({
  ${parentMember(parents)},
  up: [],
  /** What undoes it; \`{ none: 'the reason' }\` if there is no way back. */
  down: [],
})
`

const moveText = (parents: readonly string[]): string => `import { defineMove, json } from 'millwright'

export default defineMove({ ${parentMember(parents)} }, (m) => {
  m.load('parts', { from: json('parts.json'), to: 'part', key: ['sku'], map: (row) => ({ sku: row.sku }) })
})
`

const parentLines = (parents: readonly string[]): string =>
  (parents.length === 0 ? ['none'] : parents).map((parent) => `-- parent: ${parent}\n`).join('')

function parentMember(parents: readonly string[]): string {
  if (parents.length > 1) return `parents: [${parents.map((parent) => `'${parent}'`).join(', ')}]`
  return `parent: '${parents[0] ?? 'none'}'`
}
