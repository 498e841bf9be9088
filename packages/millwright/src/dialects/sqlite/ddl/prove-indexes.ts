import type { Queries } from '../../../kernel/connection.ts'
import type { Finding } from '../../../kernel/finding.ts'
import type { Entity } from '../../../schema/catalogue.ts'
import { rowsBreak } from '../../../schema/questions.ts'
import type { DdlOrder } from '../../ddl.ts'
import { quote } from './names.ts'
import { Reader, sourceOf, splitWords } from './reader.ts'
import { broken, newRows } from './rows.ts'
import { columnOf, entityOf, type TableWork, workFor } from './table-work.ts'
import { nameOf, type Word } from './tokens.ts'

/** Unique indexes that are to come, beside the rows as they will be. */
export async function proveIndexes(db: Queries, order: DdlOrder): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const change of order.changes) {
    const index = entityOf(change)
    const work = change.kind !== 'drop' && isUnique(index) ? workFor(order, index.of ?? '') : undefined
    const found = work === undefined ? undefined : await broken(db, twinsOf(work, index.sql[0] ?? ''))
    if (found !== undefined) findings.push(rowsBreak(index.of ?? '', `unique index ${index.name}`, found))
  }
  return findings
}

const isUnique = ({ kind, sql }: Entity): boolean => kind === 'index' && /^create\s+unique\b/i.test(sql[0] ?? '')

function twinsOf(work: TableWork, text: string): string {
  const reader = new Reader(text)
  while (!reader.isDone && !reader.isNext('(')) reader.take()
  const parts = splitWords(reader.parens()).map((words) => partOf(work, text, words))
  const condition = reader.accept('where') ? text.slice(reader.take()?.start) : '1'
  const keys = parts.map(({ key }) => key).join(', ')
  const present = parts.map(({ shown }) => `${shown} is not null`).join(' and ')
  const shown = parts.map((part) => part.shown).join(', ')
  return `select ${shown}, count(*) as "rows" from ${newRows(work)} as ${quote(work.name)} where (${condition}) and ${present} group by ${keys} having count(*) > 1`
}

/** One part of an index, without its order; a bare column compares as its declaration says. */
function partOf({ after }: TableWork, text: string, words: readonly Word[]) {
  const ordered = words.at(-1)?.text
  const rest = words.length > 1 && (ordered === 'asc' || ordered === 'desc') ? words.slice(0, -1) : words
  const source = sourceOf(text, rest)
  const [only] = rest
  const column = rest.length === 1 && only !== undefined ? columnOf(after, nameOf(text, only)) : undefined
  return column === undefined
    ? { shown: source, key: source }
    : { shown: source, key: `${source} collate ${column.collation ?? 'binary'}` }
}
