import type { Node, RangeVar } from 'libpg-query'
import type { Finding } from '../../../kernel/finding.ts'
import { wordsOf } from '../../../kernel/problem.ts'
import { oneLine } from '../../../kernel/text.ts'
import { split } from '../split.ts'
import { unprovenIn } from './alter-table.ts'
import { asFinding } from './danger.ts'
import { dangersOf, tableKey } from './statements.ts'

/**
 * Looks for statements that stop those who work with the database, or that lose what they need; each finding says the safe
 * form. The script is read with PostgreSQL's own parser and touches no database.
 *
 * @param isInTransaction whether the script as a whole stands in a transaction
 * @example await lint('create index i on parts (name)', true) // LINT101
 */
export async function lint(script: string, isInTransaction: boolean): Promise<readonly Finding[]> {
  const reader = new Reader(isInTransaction)
  const findings: Finding[] = []
  for (const { text, line } of split(script)) findings.push(...(await reader.read(text, line)))
  return findings
}

class Reader {
  readonly #isWhole: boolean
  readonly #made = new Set<string>()
  readonly #unproven = new Set<string>()
  #isOpen = false

  constructor(isWhole: boolean) {
    this.#isWhole = isWhole
  }

  async read(text: string, line: number): Promise<readonly Finding[]> {
    const subject = `line ${line}: ${oneLine(text, 80)}`
    try {
      const { parse } = await import('libpg-query') // the parser is large, and few commands need it
      const { stmts = [] } = await parse(text)
      return stmts.flatMap(({ stmt }) => (stmt === undefined ? [] : this.#look(stmt, subject)))
    } catch (error) {
      return [unreadable(subject, wordsOf(error))]
    }
  }

  #look(node: Node, subject: string): readonly Finding[] {
    const known = { made: this.#made, unproven: this.#unproven, isInTransaction: this.#isWhole || this.#isOpen }
    const found = dangersOf(node, known).map((danger) => asFinding(danger, subject))
    this.#remember(node)
    return found
  }

  #remember(node: Node): void {
    const table = madeBy(node)
    if (table !== undefined) this.#made.add(tableKey(table))
    if ('AlterTableStmt' in node) for (const name of unprovenIn(node.AlterTableStmt)) this.#unproven.add(name)
    if ('TransactionStmt' in node) this.#passTransaction(node.TransactionStmt.kind)
    if (!this.#isWhole && !this.#isOpen) this.#unproven.clear()
  }

  #passTransaction(kind: string | undefined): void {
    this.#isOpen = kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START'
    if (!this.#isOpen) this.#unproven.clear()
  }
}

function madeBy(node: Node): RangeVar | undefined {
  if ('CreateStmt' in node) return node.CreateStmt.relation
  return 'CreateTableAsStmt' in node ? node.CreateTableAsStmt.into?.rel : undefined
}

const unreadable = (subject: string, words: string): Finding => ({
  code: 'LINT100',
  severity: 'error',
  subject,
  message: `PostgreSQL's parser does not understand it: ${words}`,
})
