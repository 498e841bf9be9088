import type { Selectable } from 'kysely'
import type { Queries } from 'millwright'
import { allOf, build, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
import { entryText } from '../domain/entry-text.ts'
import { deltaOf } from '../domain/figures.ts'
import { type Detail, Refusal, refusedFields } from 'millwright/http'
import { lookUp, type Sounding, type SoundingTables, tankOf, type Volume } from '../domain/sounding-table.ts'
import { type Act, recordEvent } from './audit.ts'
import { type Entry, entryOf } from './entries.ts'
import { hitchAt, type Page, type PageRequest, pageOf } from './rows.ts'
import { type Moment, type Ship } from './ship.ts'

type TankReading = Sounding & Pick<Volume, 'gallons' | 'm3'>

/** A weekly sounding as it is answered. */
export type StoredSounding = {
  readonly id: number
  /** By the ship's clock, with its offset. */
  readonly recorded_at: string
  readonly recorded_at_utc: string
  readonly engineer_name: string
  readonly engineer_title: string
  readonly tank_17p: TankReading
  readonly tank_17s: TankReading
  readonly remarks: string | null
  readonly hitch_id: number | null
  readonly created_at: string
}

/** What a phone sends once a week. */
export type NewSounding = {
  readonly moment: Moment
  readonly engineer_name: string
  readonly engineer_title: string
  readonly tank_17p: Sounding
  readonly tank_17s: Sounding
  readonly remarks?: string | null | undefined
  /** The phone's own number of its request: a second try with it makes no second sounding. */
  readonly client_request_id?: string | undefined
}

export type Booked = {
  readonly sounding: StoredSounding
  /** C from 17S, I from 17P. */
  readonly orb_entries: readonly Entry[]
  readonly isRepeated: boolean
}

export type Tools = { readonly tables: SoundingTables; readonly ship: Ship }

/**
 * Stores a sounding with its two entries, all or nothing.
 * @throws Refusal `sounding_out_of_range`, `duplicate_sounding`, `request_id_reused`
 */
export async function bookSounding(
  db: Queries,
  act: Act,
  order: { readonly tools: Tools; readonly given: NewSounding },
): Promise<Booked> {
  const { tools, given } = order
  const volumes = volumesOf(tools.tables, given)
  const before = await repeated(db, given)
  if (before !== undefined) return before
  await refuseTwin(db, given.moment)
  const id = await insertSounding(db, act, { given, volumes })
  const orb_entries = [
    await insertEntry(db, act, { ...order, id, tank: '17S', m3: volumes['17S'].m3 }),
    await insertEntry(db, act, { ...order, id, tank: '17P', m3: volumes['17P'].m3 }),
  ]
  await recordEvent(db, act, {
    action: 'book sounding',
    subject: `sounding ${id}`,
    details: { entries: orb_entries.map((entry) => entry.id) },
  })
  return { sounding: await findSounding(db, id), orb_entries, isRepeated: false }
}

type Volumes = Readonly<Record<'17P' | '17S', Pick<Volume, 'gallons' | 'm3'>>>

/** Both tanks are looked up before one is refused, so that the form shows all that is wrong. */
function volumesOf(tables: SoundingTables, { tank_17p, tank_17s }: NewSounding): Volumes {
  const details: Detail[] = []
  const volume = (id: string, sounding: Sounding, field: string): Volume => {
    try {
      return lookUp(tankOf(tables, id), sounding)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      details.push({ field, code: error.code, message: error.message })
      return { gallons: 0, m3: 0, interpolated: false }
    }
  }
  const volumes = { '17P': volume('17P', tank_17p, 'tank_17p'), '17S': volume('17S', tank_17s, 'tank_17s') }
  if (details.length > 0) throw refusedFields(details)
  return volumes
}

async function repeated(db: Queries, given: NewSounding): Promise<Booked | undefined> {
  if (given.client_request_id === undefined) return undefined
  const row = await firstOf(db, soundings.where('client_request_id', '=', given.client_request_id))
  if (row === undefined) return undefined
  const sounding = soundingOf(row)
  if (!isSame(sounding, given)) throw reusedId()
  const own = build.selectFrom('orb_entries').selectAll().where('sounding_id', '=', BigInt(sounding.id))
  const entries = await allOf(db, own.where('replaces_id', 'is', null).orderBy('id').limit(2))
  return { sounding, orb_entries: entries.map(entryOf), isRepeated: true }
}

const isSame = (stored: StoredSounding, given: NewSounding): boolean =>
  stored.recorded_at_utc === given.moment.utc &&
  stored.engineer_name === given.engineer_name &&
  isSameDepth(stored.tank_17p, given.tank_17p) &&
  isSameDepth(stored.tank_17s, given.tank_17s)

const isSameDepth = (a: Sounding, b: Sounding): boolean => a.feet === b.feet && a.inches === b.inches

/** For whatever a phone may send twice. */
export const reusedId = (): Refusal =>
  new Refusal('This request was sent before with other content', { status: 409, code: 'request_id_reused' })

async function refuseTwin(db: Queries, { utc, clock }: Moment): Promise<void> {
  const twin = await firstOf(db, soundings.where('recorded_at_utc', '=', utc))
  if (twin === undefined) return
  throw new Refusal(`There is a sounding of ${clock.slice(0, 16)} already: number ${Number(twin.id)}`, {
    status: 409,
    code: 'duplicate_sounding',
    details: [{ field: 'recorded_at', code: 'duplicate_sounding', message: 'is the moment of another sounding' }],
  })
}

async function insertSounding(
  db: Queries,
  act: Act,
  { given, volumes }: { given: NewSounding; volumes: Volumes },
): Promise<number> {
  const { moment, tank_17p: p, tank_17s: s } = given
  const row = {
    recorded_at_utc: moment.utc,
    recorded_tz: moment.offset,
    engineer_name: given.engineer_name,
    engineer_title: given.engineer_title,
    tank_17p_feet: BigInt(p.feet),
    tank_17p_inches: BigInt(p.inches),
    tank_17p_gallons: volumes['17P'].gallons,
    tank_17p_m3: volumes['17P'].m3,
    tank_17s_feet: BigInt(s.feet),
    tank_17s_inches: BigInt(s.inches),
    tank_17s_gallons: volumes['17S'].gallons,
    tank_17s_m3: volumes['17S'].m3,
    created_at: act.at,
    hitch_id: hitchAt(moment.clock),
    remarks: given.remarks ?? null,
    client_request_id: given.client_request_id ?? null,
  }
  const made = await firstOf(db, build.insertInto('weekly_soundings').values(row).returning('id'))
  return Number(made?.id)
}

type EntryOrder = {
  readonly tools: Tools
  readonly given: NewSounding
  readonly id: number
  readonly tank: '17P' | '17S'
  readonly m3: number
}

async function insertEntry(db: Queries, act: Act, { tools, given, id, tank, m3 }: EntryOrder): Promise<Entry> {
  const { clock } = given.moment
  const facts = {
    tank: tankOf(tools.tables, tank),
    m3,
    date: clock,
    engineer: given.engineer_name,
    title: given.engineer_title,
  }
  const { code, text } = entryText(facts, tools.ship.style)
  const row = { entry_date: clock, code, entry_text: text, sounding_id: BigInt(id), created_at: act.at }
  const insert = build.insertInto('orb_entries').values({ ...row, hitch_id: hitchAt(clock) })
  return entryOf(await the(db, insert.returningAll()))
}

const soundings = build.selectFrom('weekly_soundings').selectAll()
const newestFirst = soundings.orderBy('recorded_at_utc', 'desc').orderBy('id', 'desc')

export async function listSoundings(db: Queries, request: PageRequest): Promise<Page<StoredSounding>> {
  const found = await pageOf(db, newestFirst, request)
  return { ...found, items: found.items.map(soundingOf) }
}

async function findSounding(db: Queries, id: number): Promise<StoredSounding> {
  return soundingOf(await the(db, soundings.where('id', '=', BigInt(id))))
}

/** The newest, and the one strictly before it. */
export async function latestSoundings(db: Queries): Promise<readonly StoredSounding[]> {
  return (await allOf(db, newestFirst.limit(2))).map(soundingOf)
}

/** How both tanks changed since the sounding before. */
export const deltasOf = ([latest, previous]: readonly StoredSounding[]): object | null =>
  latest === undefined || previous === undefined
    ? null
    : {
        tank_17p: deltaOf(latest.tank_17p, previous.tank_17p),
        tank_17s: deltaOf(latest.tank_17s, previous.tank_17s),
      }

function soundingOf(row: Selectable<Database['weekly_soundings']>): StoredSounding {
  const utc = String(row['recorded_at_utc'])
  return {
    id: Number(row['id']),
    recorded_at: shownAt(utc, String(row['recorded_tz'])),
    recorded_at_utc: utc,
    engineer_name: String(row['engineer_name']),
    engineer_title: String(row['engineer_title']),
    tank_17p: readingOf(row, 'tank_17p'),
    tank_17s: readingOf(row, 'tank_17s'),
    remarks: row['remarks'] === null ? null : String(row['remarks']),
    hitch_id: row['hitch_id'] === null ? null : Number(row['hitch_id']),
    created_at: String(row['created_at']),
  }
}

const readingOf = (row: Selectable<Database['weekly_soundings']>, prefix: 'tank_17p' | 'tank_17s'): TankReading => ({
  feet: Number(row[`${prefix}_feet`]),
  inches: Number(row[`${prefix}_inches`]),
  gallons: Number(row[`${prefix}_gallons`]),
  m3: Number(row[`${prefix}_m3`]),
})

/** The instant as the clock on board showed it, with its offset. */
export function shownAt(utc: string, offset: string): string {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  const shift = (hours * 60 + minutes) * (offset.startsWith('-') ? -1 : 1)
  const clock = new Date(Date.parse(`${utc.slice(0, 19)}Z`) + shift * 60_000).toISOString().slice(0, 19)
  return `${clock}${offset}`
}
