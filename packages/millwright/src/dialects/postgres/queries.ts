import type { InsertException, InsertInto, Queries, RowBlock } from '../../kernel/connection.ts'
import { type Rendered, render, type Sql, sql } from '../../kernel/sql.ts'
import { countOf, type Row, rowOf, type Value } from '../../kernel/value.ts'
import { baseTypesOf, ownDigests, type Digests, sharedDigests, sumFrom } from './digest.ts'
import { notStorable } from './problems.ts'
import { openReader, type Reader } from './reader.ts'
import { refuseSeveral, type Session } from './session.ts'
import { syntax } from './syntax.ts'
import { textOf, unstorable } from './values.ts'
import type { WireResult } from './wire.ts'

const usualBlockRows = 1000

/** Commands whose tag tells how many rows they changed; that of SELECT tells how many it found. */
const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

type Print = { readonly rows: number; readonly sum: string }

/** The queries of a session, in a transaction or outside of one. */
export abstract class SessionQueries implements Queries {
  protected session: Session
  readonly #readers = new Set<Reader>()

  constructor(session: Session) {
    this.session = session
  }

  /** The session it asks, to tell it from others. */
  get origin(): object {
    return this.session
  }

  /** Asked before each use; throws when this is not the moment. */
  protected abstract admit(): void

  /** The session to be used now. */
  protected ready(): Session | Promise<Session> {
    return this.session
  }

  /** Sends one statement when its turn has come. */
  protected abstract send(text: string, values: readonly (string | null)[]): Promise<WireResult>

  protected abstract readonly isOutside: boolean

  abstract insert(into: InsertInto, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]>

  async all(query: Sql): Promise<readonly Row[]> {
    const { columns, rows } = await this.#ask(query)
    return rows.map((row) => rowOf(columns, row))
  }

  async get(query: Sql): Promise<Row | undefined> {
    return (await this.all(query))[0]
  }

  async run(query: Sql): Promise<number> {
    const { command, count } = await this.#ask(query)
    return changing.has(command) ? count : 0
  }

  fingerprint(table: string, columns: readonly string[]): Promise<Print | undefined> {
    return this.#sum(sharedDigests, table, columns)
  }

  ownFingerprint(table: string, columns: readonly string[]): Promise<Print | undefined> {
    return this.#sum(ownDigests, table, columns)
  }

  async #sum({ of, sumOf }: Digests, table: string, columns: readonly string[]): Promise<Print | undefined> {
    const types = await baseTypesOf(this, table)
    if (types === undefined) return undefined
    const rows = sql`select ${of({ types, alias: 't', columns })} as digest from ${sql.table(table)} as t offset 0` // else the digest would be computed at each place where it is used
    const found = await this.get(sql`select count(*) as n, ${sumOf(sql`digest`)} from (${rows}) as digests`)
    return found && { rows: countOf(found['n']), sum: sumFrom(found) }
  }

  async *read(query: Sql, blockRows = usualBlockRows): AsyncGenerator<RowBlock> {
    this.admit()
    const reader = await openReader(await this.ready(), this.#rendered(query), this.isOutside)
    this.#readers.add(reader)
    try {
      for (;;) {
        this.admit()
        const block = await reader.next(blockRows)
        if (block.rows.length === 0) return
        yield block
      }
    } finally {
      if (this.#readers.delete(reader)) await reader.close()
    }
  }

  /** The end of a transaction is the end of what is still being read in it. */
  protected endReaders(): void {
    this.#readers.clear()
  }

  #rendered(query: Sql): Rendered {
    const rendered = render(query, syntax)
    refuseSeveral(rendered.text)
    const words = unstorable(rendered.values)
    if (words !== undefined) throw notStorable(words)
    return rendered
  }

  async #ask(query: Sql): Promise<WireResult> {
    this.admit()
    const { text, values } = this.#rendered(query)
    return this.send(text, values.map(textOf))
  }
}
