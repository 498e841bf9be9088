import type { Dialect } from '../../../src/dialects/dialect.ts'
import type { Ddl } from '../../../src/dialects/ddl.ts'
import { type Difference, diff } from '../../../src/diff/diff.ts'
import type { Connection, Queries } from '../../../src/kernel/connection.ts'
import { sql } from '../../../src/kernel/sql.ts'
import { type Answers, noAnswers } from '../../../src/schema/answers.ts'
import { type Catalogue, ofKind } from '../../../src/schema/catalogue.ts'
import { compare } from '../../../src/schema/change.ts'

/** From one schema to another one, with rows that have to come through. */
export type Case = {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Statements that put rows into the first schema. */
  readonly rows?: string
  readonly answers?: Partial<Answers>
  /** A query on the second schema with the rows it must give, as text. */
  readonly look?: readonly [query: string, ...rows: readonly string[]]
  /** Whether the rows are as they were after up and down; default: what the diff says. */
  readonly reversible?: boolean
  readonly destructive?: boolean
  /** Codes of findings that stop it. */
  readonly asks?: readonly string[]
}

export type Place = { readonly dialect: Dialect; open(): Promise<Connection> }

/** Databases that are emptied and used again: to start one takes longer than most walks. */
export function recycled(dialect: Dialect, start: () => Promise<Connection>): Place & { end(): Promise<void> } {
  const free: Connection[] = []
  const all: Connection[] = []
  return {
    dialect,
    open: async () => {
      const db = free.pop() ?? (await start())
      if (!all.includes(db)) all.push(db)
      await db.run(sql.raw(emptying))
      return new Proxy(db, {
        get: (target, name) => {
          if (name === 'close') return async () => void free.push(target)
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    },
    end: async () => {
      for (const db of all) await db.close()
    },
  }
}

const emptying = `do $$ declare name text; begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
  create schema public;
  perform set_config('search_path', 'public', false), set_config('check_function_bodies', 'on', false),
    set_config('synchronous_commit', 'off', false);
end $$`

/** A database of its own with a schema and rows in it. */
export async function make(place: Place, ...scripts: readonly string[]): Promise<Connection> {
  const db = await place.open()
  for (const script of scripts)
    await ddlOf(place).load?.(
      db,
      place.dialect.split(script).map(({ text }) => text),
    )
  return db
}

export const ddlOf = ({ dialect }: Place): Ddl => {
  if (dialect.ddl === undefined) throw new Error('this dialect has no differ')
  return dialect.ddl
}

/** A second database with the same schema, from the print of the first. */
async function again(place: Place, db: Queries): Promise<Connection> {
  const copy = await place.open()
  await ddlOf(place).load?.(copy, await ddlOf(place).recreate(db))
  return copy
}

/** What a database holds, printed to a fixed point. */
export async function settled(place: Place, db: Queries): Promise<Catalogue> {
  const copy = await again(place, db)
  try {
    return await ddlOf(place).describe(copy)
  } finally {
    await copy.close()
  }
}

export const difference = (a: Catalogue, b: Catalogue): readonly string[] =>
  compare(a.entities, b.entities).map((change) => {
    const { kind, of, name, facts } = change.kind === 'alter' ? change.to : change.entity
    const before = change.kind === 'alter' ? `${JSON.stringify(change.from.facts)} → ` : ''
    return `${change.kind} ${kind} ${of ?? ''}.${name} ${before}${JSON.stringify(facts)}`
  })

/** All rows of all tables, without regard to the order of rows and columns. */
export async function rowsOf(place: Place, db: Queries): Promise<Readonly<Record<string, readonly string[]>>> {
  const catalogue = await ddlOf(place).describe(db)
  const found: Record<string, readonly string[]> = {}
  for (const { name, facts } of ofKind(catalogue, 'table')) {
    const rows = await db.all(sql.raw(`select pg_catalog.to_jsonb(t)::text as row from ${facts['path']} t`))
    found[name] = rows.map(({ row }) => String(row)).sort()
  }
  return found
}

export async function runAll(db: Queries, statements: readonly string[]): Promise<void> {
  for (const text of statements) await db.run(sql.raw(text))
}

/** The difference between two scripts, with the rows of a database asked where one is given. */
export async function differ(place: Place, each: Case, rows?: Queries): Promise<Difference> {
  const [from, to] = [await make(place, each.from), await make(place, each.to)]
  const opened: Connection[] = [from, to]
  try {
    return await diff({
      ddl: ddlOf(place),
      from,
      to,
      answers: { ...noAnswers, ...each.answers },
      ...(rows === undefined ? {} : { rows }),
      again: async (db) => {
        const copy = await again(place, db)
        opened.push(copy)
        return copy
      },
    })
  } finally {
    for (const db of opened) await db.close()
  }
}
