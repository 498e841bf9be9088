import type { Rename } from '../schema/change.ts'

const comment = /--\s*renamed\s+from\s+(?:"((?:[^"]|"")+)"|([^\s"]+))/i
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
    const made = creating.exec(code)?.[1]
    if (made !== undefined) table = bare(made)
    const [, quoted, plain] = comment.exec(line) ?? []
    const said = quoted?.replaceAll('""', '"') ?? plain ?? waiting
    const isBlank = code.trim() === ''
    waiting = isBlank ? said : undefined
    if (said === undefined || isBlank) continue
    renames.push(made === undefined ? columnRename(table, said, code) : { what: 'table', from: said, to: table })
  }
  return renames.filter(({ to }) => to !== '')
}

const columnRename = (table: string, from: string, code: string): Rename => ({
  what: 'column',
  of: table,
  from,
  to: bare(/^\s*(?:\(\s*|,\s*)*("(?:[^"]|"")+"|[^\s",(]+)/.exec(code)?.[1] ?? ''),
})

const bare = (name: string): string =>
  name.replace(/"((?:[^"]|"")+)"/g, (_, inner: string) => inner.replaceAll('""', '"'))
