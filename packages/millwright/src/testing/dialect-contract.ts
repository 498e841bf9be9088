import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Dialect } from '../dialects/dialect.ts'
import type { Connection, Queries, RowBlock } from '../kernel/connection.ts'
import { isProblem } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'

/** What a dialect brings along to be held against the port. */
export type DialectUnderTest = {
  readonly dialect: Dialect
  /** A database that does not exist yet, or is empty, and can be opened more than once. */
  readonly url: string
  /** The URL of another database beside it that does not exist. */
  readonly beside: (name: string) => string
  /** Where a copy may be written; default: as `beside`. */
  readonly copyAt?: (name: string) => string
  /** A folder for what a working copy needs. */
  readonly folder: string
  /** The names of the types that keep 64-bit integers, IEEE floats, any text and bytes as they are. */
  readonly types: { readonly integer: string; readonly float: string; readonly text: string; readonly bytes: string }
  /** Values that these types must give back, by type; what is common to all databases is tried anyway. */
  readonly corpus?: Readonly<Record<string, readonly Value[]>>
  dispose(): Promise<void>
}

/** Holds a dialect against everything that the code above the port relies on. */
export function describeDialect(name: string, make: () => Promise<DialectUnderTest>): void {
  describe(name, () => {
    let given: DialectUnderTest
    let db: Connection
    beforeEach(async () => {
      given = await make()
      db = await given.dialect.open(given.url, { create: true })
    })
    afterEach(async () => {
      await db.close()
      await given.dispose()
    })
    const about = (): Subject => ({ given, db })
    describeValues(about)
    describeInserts(about)
    describeTransactions(about)
    describeReading(about)
    describeMisuse(about)
    describeFailures(about)
    describeSnapshots(about)
  })
}

type Subject = { readonly given: DialectUnderTest; readonly db: Connection }
type About = () => Subject

async function makeParts({ given, db }: Subject): Promise<void> {
  const { integer, text } = given.types
  await db.run(sql`create table parts (id ${sql.raw(integer)} primary key, name ${sql.raw(text)} not null unique,
    qty ${sql.raw(integer)} check (qty >= 0))`)
}

const parts = { table: 'parts', columns: ['id', 'name', 'qty'], key: ['id'] } as const

const countRows = async (db: Queries): Promise<Value | undefined> =>
  (await db.get(sql`select count(*) as n from parts`))?.['n']

const plain = (rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row }))

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return isProblem(error) ? error.code : String(error)
}

const failureOf = async ({ given }: Subject, work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => given.dialect.failure(error),
  )

async function gather(blocks: AsyncIterable<RowBlock>): Promise<readonly RowBlock[]> {
  const all: RowBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}

const common = {
  integer: [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  float: [0.1, -1.5, 1e300, 5e-324, 0.1 + 0.2],
  text: [
    '',
    'a',
    "it's",
    '12',
    ' 12 ',
    '1e5',
    'null',
    'Ä€😀',
    '\ufeff',
    'a\r\nb\t',
    '\u202e',
    "'; drop table parts; --",
  ],
  bytes: [new Uint8Array(), new Uint8Array([0, 255, 128, 39])],
} as const satisfies Record<string, readonly Value[]>

function describeValues(about: About): void {
  describe('values', () => {
    test.each(['integer', 'float', 'text', 'bytes'] as const)('%s comes back as it went in', async (kind) => {
      const { given, db } = about()
      const type = given.types[kind]
      await db.run(sql`create table t (v ${sql.raw(type)})`)
      for (const value of [null, ...common[kind], ...(given.corpus?.[kind] ?? [])]) {
        await db.run(sql`delete from t`)
        await db.insert({ table: 't', columns: ['v'], key: [] }, [[value]])
        const found = (await db.get(sql`select v from t`))?.['v']
        expect(found).toEqual(value)
        expect(Object.is(found, value) || value instanceof Uint8Array).toBe(true)
        const foretold = given.dialect.stored(type, value)
        if (foretold !== undefined) expect(foretold).toEqual(found)
      }
    })

    test('hostile names are only names', async () => {
      const { db } = about()
      for (const name of ['__proto__', 'constructor', 'a"b', "a'b", 'select', 'ä b', 'a;b', 'a--b']) {
        await db.run(sql`create table ${sql.id(name)} (${sql.id(name)} integer)`)
        expect(await db.insert({ table: name, columns: [name], key: [name] }, [[1n]])).toEqual([])
        const row = await db.get(sql`select * from ${sql.id(name)}`)
        expect(Object.getPrototypeOf(row)).toBe(null)
        expect(Object.entries(row as Row)).toEqual([[name, 1n]])
        await db.run(sql`drop table ${sql.id(name)}`)
      }
    })

    test('text that no database keeps is refused, not altered', async () => {
      const subject = about()
      await makeParts(subject)
      const exceptions = await subject.db.insert(parts, [
        [1n, 'half \ud800 pair', 1n],
        [2n, 'whole', 1n],
      ])
      expect(exceptions).toMatchObject([{ at: 0, kind: 'refused' }])
      expect(await failureOf(subject, subject.db.run(sql`update parts set name = ${'\udc00'}`))).toBe('constraint')
      expect(plain(await subject.db.all(sql`select name from parts`))).toEqual([{ name: 'whole' }])
    })
  })
}

function describeInserts(about: About): void {
  describe('insert', () => {
    beforeEach(() => makeParts(about()))

    test('lists a row whose key is there as a conflict and leaves the one in the table as it is', async () => {
      const { db } = about()
      const rows = [
        [1n, 'a', 1n],
        [2n, 'b', 2n],
        [1n, 'c', 3n],
      ] as const
      expect(await db.insert(parts, rows)).toEqual([{ at: 2, kind: 'conflict' }])
      expect(plain(await db.all(sql`select id, name from parts order by id`))).toEqual([
        { id: 1n, name: 'a' },
        { id: 2n, name: 'b' },
      ])
    })

    test('lists what another constraint refuses, with its words, and inserts the rest', async () => {
      const { db } = about()
      const rows = [
        [1n, 'a', 1n],
        [2n, 'a', 1n],
        [3n, null, 1n],
        [4n, 'd', -1n],
        [5n, 'e', 5n],
      ] as const
      const exceptions = await db.insert(parts, rows)
      expect(exceptions.map(({ at, kind }) => `${at} ${kind}`)).toEqual(['1 refused', '2 refused', '3 refused'])
      for (const exception of exceptions) expect(exception).toHaveProperty('words', expect.stringMatching(/name|qty/))
      expect(await countRows(db)).toBe(2n)
    })

    test('without a key every obstacle is a refusal', async () => {
      const { db } = about()
      const exceptions = await db.insert({ ...parts, key: [] }, [
        [1n, 'a', 1n],
        [1n, 'b', 1n],
      ])
      expect(exceptions).toMatchObject([{ at: 1, kind: 'refused' }])
    })

    test('all rows or none, when it fails as a whole', async () => {
      const { db } = about()
      await expect(
        db.insert(parts, [
          [1n, 'a', 1n],
          [2n, 'b'],
        ]),
      ).rejects.toThrow('2 values for 3 columns')
      expect(await countRows(db)).toBe(0n)
    })

    test('run tells how many rows were changed', async () => {
      const { db } = about()
      await db.insert(parts, [
        [1n, 'a', 1n],
        [2n, 'b', 2n],
      ])
      expect(await db.run(sql`update parts set qty = qty + 1`)).toBe(2)
      expect(await db.run(sql`delete from parts where id = ${7n}`)).toBe(0)
      expect(await db.run(sql`create table other (a integer)`)).toBe(0)
    })
  })
}

function describeTransactions(about: About): void {
  describe('transaction', () => {
    beforeEach(() => makeParts(about()))

    test('keeps all of its work or none of it', async () => {
      const { db } = about()
      expect(await db.transaction((tx) => tx.run(sql`insert into parts values (1, 'a', 1)`))).toBe(1)
      const failing = db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (2, 'b', 2)`)
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await countRows(db)).toBe(1n)
    })

    test('a statement that fails and is caught does not take the rest with it in a savepoint', async () => {
      const { db } = about()
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
        const inner = tx.savepoint(async () => {
          await tx.run(sql`insert into parts values (2, 'b', 2)`)
          await tx.run(sql`insert into parts values (1, 'c', 3)`)
        })
        expect(await codeOf(inner)).toMatch(/^DB/)
        await tx.savepoint(() => tx.savepoint(() => tx.run(sql`insert into parts values (3, 'c', 3)`)))
      })
      expect(plain(await db.all(sql`select id from parts order by id`))).toEqual([{ id: 1n }, { id: 3n }])
    })

    test('in read mode nothing can be written, and afterwards it can', async () => {
      const subject = about()
      const writing = subject.db.transaction((tx) => tx.run(sql`delete from parts`), { mode: 'read' })
      expect(await failureOf(subject, writing)).toBe('readOnly')
      expect(await subject.db.run(sql`delete from parts`)).toBe(0)
    })

    test('in read mode it sees one state throughout', async () => {
      const { given, db } = about()
      if (!given.dialect.can.manySessions) return
      const other = await given.dialect.open(given.url)
      await db.transaction(
        async (tx) => {
          await other.run(sql`insert into parts values (1, 'a', 1)`)
          expect(await countRows(tx)).toBe(0n)
        },
        { mode: 'read' },
      )
      expect(await countRows(db)).toBe(1n)
      await other.close()
    })

    test('with foreign keys off a table can be rebuilt; a row left without its parent undoes everything', async () => {
      const { given, db } = about()
      await db.run(
        sql`create table bolts (part ${sql.raw(given.types.integer)} not null references parts (id) on delete cascade)`,
      )
      await db.run(sql`insert into parts values (1, 'a', 1)`)
      await db.run(sql`insert into bolts values (1)`)
      const rebuild = (keep: string) =>
        db.transaction(
          async (tx) => {
            await tx.run(sql.raw('create table fresh (id integer primary key, name text not null unique, qty integer)'))
            await tx.run(sql.raw(`insert into fresh select id, name, qty from parts where ${keep}`))
            await tx.run(sql.raw('drop table parts'))
            await tx.run(sql.raw('alter table fresh rename to parts'))
          },
          { foreignKeys: 'off' },
        )
      await expect(rebuild('1 = 0')).rejects.toThrow(
        '1 row of bolts would point at a row of parts that does not exist.',
      )
      expect(await countRows(db)).toBe(1n)
      await rebuild('1 = 1')
      expect((await db.get(sql`select count(*) as n from bolts`))?.['n']).toBe(1n)
      await expect(db.run(sql`insert into bolts values (9)`)).rejects.toThrow('constraint')
    })
  })
}

function describeReading(about: About): void {
  describe('read', () => {
    const numbers = (to: number) =>
      sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${to}) select i, 'row ' || i as t from n`

    test('gives blocks of the size asked for, in the columns of the query', async () => {
      const blocks = await gather(about().db.read(numbers(25), 10))
      expect(blocks.map(({ rows }) => rows.length)).toEqual([10, 10, 5])
      expect(blocks[0]?.columns).toEqual(['i', 't'])
      expect(blocks[2]?.rows.at(-1)).toEqual([25n, 'row 25'])
      expect(await gather(about().db.read(sql`select 1 as one where 1 = 0`))).toEqual([])
    })

    test('reads nothing ahead of its consumer', async () => {
      let rows = 0
      for await (const block of about().db.read(numbers(2_000_000_000), 100)) {
        rows += block.rows.length
        if (rows >= 1000) break
      }
      expect(rows).toBe(1000)
    })

    test('large values make smaller blocks', async () => {
      const { db, given } = about()
      await db.run(sql`create table big (v ${sql.raw(given.types.text)})`)
      const value = 'x'.repeat(1_000_000)
      await db.insert(
        { table: 'big', columns: ['v'], key: [] },
        Array.from({ length: 20 }, () => [value]),
      )
      const blocks = await gather(db.read(sql`select v from big`))
      expect(Math.max(...blocks.map((block) => block.rows.length))).toBeLessThanOrEqual(5)
      expect(blocks.flatMap((block) => block.rows)).toHaveLength(20)
    })

    test('two readers and other statements do not disturb each other', async () => {
      const { db } = about()
      await db.transaction(async (tx) => {
        const sums = [0n, 0n]
        const other = tx.read(numbers(50), 7)[Symbol.asyncIterator]()
        for await (const { rows } of tx.read(numbers(50), 7)) {
          for (const [i] of rows) sums[0] = (sums[0] as bigint) + (i as bigint)
          await tx.all(numbers(50))
          const twin = (await other.next()).value as RowBlock
          for (const [i] of twin.rows) sums[1] = (sums[1] as bigint) + (i as bigint)
        }
        expect(sums).toEqual([1275n, 1275n])
      })
    })

    test('a reader outlives transactions beside it without losing a row', async () => {
      const { db } = about()
      await db.run(sql`create table t (a integer)`)
      let rows = 0
      for await (const block of db.read(numbers(100), 10)) {
        rows += block.rows.length
        await db.transaction((tx) =>
          tx.insert(
            { table: 't', columns: ['a'], key: [] },
            block.rows.map(([i]) => [i as Value]),
          ),
        )
        await db.transaction((tx) => tx.savepoint(() => Promise.reject(new Error('no')))).catch(() => undefined)
      }
      expect(rows).toBe(100)
      expect((await db.get(sql`select count(*) as n from t`))?.['n']).toBe(100n)
    })

    test('a reader of a transaction that is over says so instead of ending early', async () => {
      const { db } = about()
      const late = await db.transaction(async (tx) => {
        const reader = tx.read(numbers(100), 10)[Symbol.asyncIterator]()
        await reader.next()
        return { reader }
      })
      await expect(late.reader.next()).rejects.toThrow('its transaction is over')
    })

    test('a reader that was left behind does not hold the database', async () => {
      const { db } = about()
      await db.run(sql`create table t (a integer)`)
      await db.insert({ table: 't', columns: ['a'], key: [] }, [[1n], [2n], [3n]])
      await db.transaction(async (tx) => {
        await tx.read(sql`select a from t`, 1)[Symbol.asyncIterator]().next()
      })
      await db.run(sql`drop table t`)
    })
  })
}

function describeMisuse(about: About): void {
  describe('misuse', () => {
    beforeEach(() => makeParts(about()))

    test('the connection may not be used beside its own open transaction', async () => {
      const { db } = about()
      const words = 'a transaction is open; only its own handle may be used'
      await db.transaction(async () => {
        await expect(db.all(sql`select 1 as one`)).rejects.toThrow(words)
        await expect(db.run(sql`delete from parts`)).rejects.toThrow(words)
        await expect(db.insert(parts, [])).rejects.toThrow(words)
        await expect(gather(db.read(sql`select 1 as one`))).rejects.toThrow(words)
        await expect(db.transaction(async () => undefined)).rejects.toThrow('a second one was begun')
      })
    })

    test('a transaction that is over takes no more statements', async () => {
      const { db } = about()
      const late = await db.transaction(async (tx) => ({ tx }))
      await expect(late.tx.run(sql`delete from parts`)).rejects.toThrow('its transaction is over')
      await expect(late.tx.savepoint(async () => undefined)).rejects.toThrow('its transaction is over')
    })

    test('a transaction that was ended by a statement does nothing more', async () => {
      const { db } = about()
      const work = db.transaction(async (tx) => {
        await tx.run(sql.raw('rollback'))
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
      })
      await expect(work).rejects.toThrow('ended the transaction')
      expect(await countRows(db)).toBe(0n)
    })

    test('two statements are not taken for one', async () => {
      const { db } = about()
      await expect(db.run(sql.raw('delete from parts; select 1'))).rejects.toThrow('Several statements')
      expect(await db.run(sql.raw("insert into parts values (1, 'a;b', 1); -- the end;"))).toBe(1)
    })

    test('a closed connection says so, and may be closed twice', async () => {
      const { given } = about()
      const other = await given.dialect.scratch()
      await other.close()
      await other.close()
      await expect(other.all(sql`select 1 as one`)).rejects.toThrow('it was closed before')
    })
  })
}

function describeFailures(about: About): void {
  describe('failure', () => {
    test('is told by its kind', async () => {
      const subject = about()
      await makeParts(subject)
      const { given, db } = subject
      expect(await failureOf(subject, db.run(sql`selec 1`))).toBe('syntax')
      expect(await failureOf(subject, db.run(sql`insert into parts values (1, null, 1)`))).toBe('constraint')
      expect(await failureOf(subject, given.dialect.open(given.beside('not there')))).toBe('cannotOpen')
      expect(given.dialect.failure(new Error('something else'))).toBe('other')
      expect(given.dialect.failure(undefined)).toBe('other')
    })

    test('a second writer waits and is then told who is busy', async () => {
      const subject = about()
      const { given, db } = subject
      if (!given.dialect.can.manySessions) return
      await makeParts(subject)
      const other = await given.dialect.open(given.url, { busyMs: 50 })
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
        const started = performance.now()
        const second = other.transaction((inner) => inner.run(sql`insert into parts values (1, 'b', 1)`))
        expect(await failureOf(subject, second)).toBe('busy')
        expect(performance.now() - started).toBeGreaterThan(45)
      })
      expect(await countRows(other)).toBe(1n)
      await other.close()
    })

    test('a read-only connection writes nothing', async () => {
      const subject = about()
      await makeParts(subject)
      const other = await subject.given.dialect.open(subject.given.url, { readOnly: true })
      expect(await failureOf(subject, other.run(sql`delete from parts`))).toBe('readOnly')
      expect(await countRows(other)).toBe(0n)
      await other.close()
    })
  })
}

function describeSnapshots(about: About): void {
  describe('snapshots', () => {
    beforeEach(async () => {
      await makeParts(about())
      await about().db.run(sql`insert into parts values (1, 'a', 1)`)
    })

    const copyAt = (name: string): string => (about().given.copyAt ?? about().given.beside)(name)

    test('a copy is the very state that was looked at, and writers go on', async () => {
      const { given, db } = about()
      const copy = copyAt('copy')
      const other = given.dialect.can.manySessions ? db : undefined
      const seen = await given.dialect.snapshots.take(given.url, copy, async (state) => {
        await other?.run(sql`insert into parts values (2, 'b', 2)`)
        return countRows(state)
      })
      expect(seen).toBe(1n)
      const opened = await openCopy(given, copy)
      expect(await countRows(opened)).toBe(1n)
      expect(await given.dialect.snapshots.integrity(opened)).toEqual([])
      expect(await given.dialect.snapshots.orphans(opened)).toEqual([])
      expect(await given.dialect.inspect(opened)).toEqual(await given.dialect.inspect(db))
      await opened.close()
      if (other !== undefined) expect(await countRows(db)).toBe(2n)
    })

    test('a copy never takes the place of something', async () => {
      const { given } = about()
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await expect(given.dialect.snapshots.take(given.url, copy, async () => undefined)).rejects.toThrow(
        'cannot be made',
      )
    })

    test('a failed look leaves no copy behind', async () => {
      const { given } = about()
      const copy = copyAt('copy')
      const look = () => Promise.reject(new Error('looked away'))
      await expect(given.dialect.snapshots.take(given.url, copy, look)).rejects.toThrow('looked away')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
    })

    test('a working copy has the same content, and what is done to it is not done to the database', async () => {
      const { given, db } = about()
      const { dialect } = given
      const copy = await dialect.snapshots.copy(given.url, given.folder)
      const opened = await dialect.open(copy.url)
      expect(await dialect.inspect(opened)).toEqual(await dialect.inspect(db))
      await opened.run(sql`delete from parts`)
      expect(await countRows(opened)).toBe(0n)
      await opened.close()
      await copy.dispose()
      expect(await dialect.exists(copy.url)).toBe(false)
      expect(await countRows(db)).toBe(1n)
    })

    test('a working copy of nothing is empty', async () => {
      const { dialect, beside, folder } = about().given
      const copy = await dialect.snapshots.copy(beside('nothing'), folder)
      const opened = await dialect.open(copy.url, { create: true })
      expect(await dialect.tableNames(opened)).toEqual([])
      await opened.close()
      await copy.dispose()
    })

    test('an empty database of the same kind is made beside a full one', async () => {
      const { dialect, url, folder } = about().given
      const made = await dialect.snapshots.empty(url, folder)
      const opened = await dialect.open(made.url, { create: true })
      expect(await dialect.tableNames(opened)).toEqual([])
      await opened.run(sql`create table here (id integer)`)
      await opened.close()
      await made.dispose()
      expect(await dialect.exists(made.url)).toBe(false)
    })

    test('a copy takes the place of the database, which is kept', async () => {
      const { given, db } = about()
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await db.run(sql`insert into parts values (2, 'b', 2)`)
      await db.close()
      const aside = await replaceBy(given, copy)
      expect(await countIn(given, given.url)).toBe(1n)
      expect(await countIn(given, aside)).toBe(2n)
    })

    test('a database in use is not replaced', async () => {
      const subject = about()
      const { given, db } = subject
      if (!given.dialect.can.manySessions) return
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (2, 'b', 2)`)
        expect(await failureOf(subject, replaceBy(given, copy))).toBe('busy')
      })
      expect(await countRows(db)).toBe(2n)
    })

    test('a database without a file cannot be copied', async () => {
      const { given } = about()
      if (!given.dialect.accepts('sqlite::memory:')) return
      const copied = given.dialect.snapshots.take('sqlite::memory:', given.beside('copy'), async () => undefined)
      await expect(copied).rejects.toThrow('lives in memory')
    })
  })
}

async function countIn({ dialect }: DialectUnderTest, url: string): Promise<Value | undefined> {
  const db = await dialect.open(url)
  try {
    return await countRows(db)
  } finally {
    await db.close()
  }
}

/** A single file is a database itself; any other copy is restored for the look. */
const openCopy = ({ dialect, url }: DialectUnderTest, copy: string): Promise<Connection> =>
  dialect.snapshots.open?.(copy, url) ?? dialect.open(copy, { readOnly: true, untrusted: true })

/** Puts a written copy in the database's place, in whichever of the two ways the dialect has, and tells where the old one is. */
async function replaceBy({ dialect, beside, url }: DialectUnderTest, copy: string): Promise<string> {
  if (dialect.can.singleFile) {
    await dialect.snapshots.swapIn?.(copy, url, beside('aside'))
    return beside('aside')
  }
  const replacement = await dialect.snapshots.restoreBeside?.(copy, url)
  try {
    return (await replacement?.swapIn(true)) ?? ''
  } finally {
    await replacement?.discard()
  }
}
