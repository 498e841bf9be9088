import type { Selectable } from 'kysely'
import type { Queries } from 'millwright'
import { Refusal } from 'millwright/http'
import { build, done, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
import { type EntryStyle, writtenText } from '../domain/entry-text.ts'
import type { OrbCode } from '../domain/lists.ts'
import { type Act, recordEvent } from './audit.ts'
import { hitchAt, notFound, type Page, type PageRequest, pageOf } from './rows.ts'
import type { Moment } from './ship.ts'

/** An entry of the book as it is answered. */
export type Entry = {
  readonly id: number
  readonly entry_date: string
  readonly code: string
  readonly entry_text: string
  readonly sounding_id: number | null
  readonly hitch_id: number | null
  readonly struck_at: string | null
  readonly struck_by: string | null
  readonly replaces_id: number | null
  readonly created_at: string
}

export const entryOf = (row: Selectable<Database['orb_entries']>): Entry => ({
  id: Number(row['id']),
  entry_date: String(row['entry_date']),
  code: String(row['code']),
  entry_text: String(row['entry_text']),
  sounding_id: numberIn(row['sounding_id']),
  hitch_id: numberIn(row['hitch_id']),
  struck_at: textIn(row['struck_at']),
  struck_by: textIn(row['struck_by']),
  replaces_id: numberIn(row['replaces_id']),
  created_at: String(row['created_at']),
})

const numberIn = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))
const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** In the order of the book, the newest first; struck ones stay where they are. */
export async function listEntries(
  db: Queries,
  request: PageRequest & { readonly code?: string | undefined },
): Promise<Page<Entry>> {
  const { code } = request
  const all = build.selectFrom('orb_entries').selectAll().orderBy('entry_date', 'desc').orderBy('id', 'desc')
  const found = await pageOf(db, code === undefined ? all : all.where('code', '=', code), request)
  return { ...found, items: found.items.map(entryOf) }
}

/** @throws Refusal 404 */
export async function findEntry(db: Queries, id: number): Promise<Entry> {
  const row = await firstOf(db, build.selectFrom('orb_entries').selectAll().where('id', '=', BigInt(id)))
  if (row === undefined) throw notFound(`entry ${id}`)
  return entryOf(row)
}

type BookState = { readonly entries: number; readonly struck: number; readonly newest: string | null }

/** How the book stands: its entries, how many of them are struck, and its newest one. */
export async function bookState(db: Queries): Promise<BookState> {
  const all = build
    .selectFrom('orb_entries')
    .select(({ fn }) => [
      fn.countAll<bigint>().as('entries'),
      fn.count<bigint>('struck_at').as('struck'),
      fn.max('entry_date').as('newest'),
    ])
  const { entries, struck, newest } = await the(db, all)
  return { entries: Number(entries), struck: Number(struck), newest: textIn(newest) }
}

/** An entry of any code of the book, as somebody writes it. */
export type NewEntry = {
  readonly moment: Moment
  readonly code: OrbCode
  /** What was done, item by item. */
  readonly text: string
  readonly engineer_name: string
  readonly engineer_title: string
}
type WrittenEntry = { readonly entry: Entry; readonly warnings: readonly Warning[] }
type Warning = { readonly code: string; readonly message: string }

/** Writes an entry. The book goes by the days: one that is late is written all the same, and said to be late. */
export async function writeEntry(
  db: Queries,
  act: Act,
  { given, style }: { readonly given: NewEntry; readonly style: EntryStyle },
): Promise<WrittenEntry> {
  const { clock } = given.moment
  const { newest } = await bookState(db)
  const row = { entry_date: clock, code: given.code, entry_text: writtenText(given, style), sounding_id: null }
  const insert = build.insertInto('orb_entries').values({ ...row, created_at: act.at, hitch_id: hitchAt(clock) })
  const entry = entryOf(await the(db, insert.returningAll()))
  await recordEvent(db, act, { action: 'write entry', subject: `entry ${entry.id}`, details: { code: given.code } })
  const isLate = newest !== null && newest.slice(0, 10) > clock.slice(0, 10)
  return { entry, warnings: isLate ? [lateWarning(newest)] : [] }
}

const lateWarning = (newest: string): Warning => ({
  code: 'late_entry',
  message: `The book has an entry of ${newest.slice(0, 10)} already: this one stands before it, and is late`,
})

/** What takes the place of a struck entry; without it the entry is only struck. */
export type Strike = { readonly id: number; readonly replacement?: string | undefined }
export type Struck = { readonly struck: Entry; readonly replacement: Entry | null }

/**
 * Strikes a wrong entry through; nothing of it is erased. What replaces it is an entry of its own, of the same day and code.
 * @throws Refusal 404, `already_struck`
 */
export async function strikeEntry(db: Queries, act: Act, { id, replacement }: Strike): Promise<Struck> {
  const entry = await findEntry(db, id)
  if (entry.struck_at !== null)
    throw new Refusal(`The entry ${id} was struck on ${entry.struck_at} by ${entry.struck_by}`, {
      status: 409,
      code: 'already_struck',
    })
  const strike = { struck_at: act.at, struck_by: act.actor }
  await done(db, build.updateTable('orb_entries').set(strike).where('id', '=', BigInt(id)))
  const made = replacement === undefined ? undefined : await firstOf(db, replacing(entry, replacement, act))
  const details = made === undefined ? {} : { replacement: Number(made.id) }
  await recordEvent(db, act, { action: 'strike entry', subject: `entry ${id}`, details })
  return { struck: await findEntry(db, id), replacement: made === undefined ? null : entryOf(made) }
}

const replacing = ({ id, entry_date, code, sounding_id, hitch_id }: Entry, entry_text: string, { at }: Act) =>
  build
    .insertInto('orb_entries')
    .values({ entry_date, code, entry_text, sounding_id, created_at: at, hitch_id, replaces_id: BigInt(id) })
    .returningAll()
