import type { Claim } from './tool.ts'

/** Calls of the operations that make and remove tables and columns, with the first names that they are given. */
const call =
  /\b(?:op|batch_op)\.(create_table|drop_table|rename_table|add_column|drop_column|batch_alter_table)\(\s*(?:(['"])(\w+)\2\s*,?\s*)?([\s\S]{0,200})/g
const batch = /\bwith\s+op\.batch_alter_table\(\s*(['"])(\w+)\1/

/** What `upgrade()` of a revision says it does to tables and columns, in its order. The file is read, not run. */
export function claimsOf(text: string): readonly Claim[] {
  const upgrade = /^def upgrade\b[\s\S]*?(?=^def |(?![\s\S]))/m.exec(text)?.[0] ?? ''
  const lines = upgrade.split('\n').filter((line) => !/^\s*#/.test(line))
  const claims: Claim[] = []
  let batched = ''
  for (const [at, line] of lines.entries()) {
    batched = batch.exec(line)?.[2] ?? batched
    claims.push(...claimsIn(line, lines.slice(at, at + 4).join('\n'), batched))
  }
  return claims
}

/** @param around the line and the next ones, over which a call may go on */
function claimsIn(line: string, around: string, batched: string): readonly Claim[] {
  const operation = /\b(op|batch_op)\.(\w+)\(/.exec(line)
  if (operation === null) return []
  call.lastIndex = 0
  const [, what, , name, rest = ''] = call.exec(around.slice(operation.index)) ?? []
  return operation[1] === 'batch_op' ? ofColumn(what, batched, `${quoted(name)}${rest}`) : ofTable(what, name, rest)
}

const quoted = (name: string | undefined): string => (name === undefined ? '' : `'${name}',`)

function ofTable(what: string | undefined, table: string | undefined, rest: string): readonly Claim[] {
  if (table === undefined) return []
  if (what === 'create_table') return [{ does: 'adds', table }]
  if (what === 'drop_table') return [{ does: 'drops', table }]
  if (what === 'rename_table') return renamed(table, firstName(rest))
  return ofColumn(what, table, rest)
}

const renamed = (table: string, to: string | undefined): readonly Claim[] =>
  to === undefined ? [] : [{ does: 'renames', table, to }]

function ofColumn(what: string | undefined, table: string, rest: string): readonly Claim[] {
  const column = firstName(rest)
  if (column === undefined || (what !== 'add_column' && what !== 'drop_column')) return []
  return [{ does: what === 'add_column' ? 'adds' : 'drops', table, column }]
}

const firstName = (text: string): string | undefined => /(['"])(\w+)\1/.exec(text)?.[2]
