import type { Rename } from '../schema/change.ts'

const comment = /--\s*renamed\s+from\s+(?:"((?:[^"]|"")+)"|([^\s"]+))\s*$/i
const creating = /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?((?:"(?:[^"]|"")+"|[^\s("]+)+)/i

/**
 * Renames that a schema file tells by itself: `-- renamed from old` behind a column or behind CREATE TABLE, or on a line of
 * its own above either.
 */
export function commentedRenames(script: string): readonly Rename[] {
  const renames: Rename[] = []
  let table = ''
  let waiting: string | undefined
  for (const line of script.split(/\r?\n/)) {
    const [code = ''] = line.split('--')
    const made = madeIn(code)
    table = made ?? table
    const said = oldNameIn(line) ?? waiting
    const isBlank = code.trim() === ''
    waiting = isBlank ? said : undefined
    if (said !== undefined && !isBlank) renames.push(renameOf({ made, table, said, code }))
  }
  return renames.filter(({ to }) => to !== '')
}

function madeIn(code: string): string | undefined {
  const name = creating.exec(code)?.[1]
  return name === undefined ? undefined : bare(name)
}

function oldNameIn(line: string): string | undefined {
  const [, quoted, plain] = comment.exec(line) ?? []
  return quoted?.replaceAll('""', '"') ?? plain
}

type Said = { readonly made: string | undefined; readonly table: string; readonly said: string; readonly code: string }

const renameOf = ({ made, table, said, code }: Said): Rename =>
  made === undefined ? columnRename(table, said, code) : { what: 'table', from: said, to: made }

const columnRename = (table: string, from: string, code: string): Rename => ({
  what: 'column',
  of: table,
  from,
  to: bare(/^\s*(?:\(\s*|,\s*)*("(?:[^"]|"")+"|[^\s",(]+)/.exec(code)?.[1] ?? ''),
})

const bare = (name: string): string =>
  name.replace(/"((?:[^"]|"")+)"/g, (_, inner: string) => inner.replaceAll('""', '"'))
