import { type Insertable, sql } from 'kysely'
import type { Queries } from 'millwright'
import { allOf, build, done, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
import { fuelOnBoard, type Mismatch, reconcileFuel, sumOf } from '../domain/fuel.ts'
import { baselineVolume, tableDifference } from '../domain/figures.ts'
import { dayTankPair, machineIds, type Side, type TankPair } from '../domain/lists.ts'
import { Refusal, refusedField } from 'millwright/http'
import { type SoundingTables, tankOf } from '../domain/sounding-table.ts'
import { type Act, recordEvent } from './audit.ts'
import { addOils, changeMachines } from './board.ts'
import { notFound, type Page, type PageRequest, pageOf, plain } from './rows.ts'
import type { Moment } from './ship.ts'
import { figuresSince, type Warning } from './tickets.ts'

export type TankRow = {
  readonly tank_number: TankPair
  readonly side: Side
  readonly sounding_feet?: number | null | undefined
  readonly sounding_inches?: number | null | undefined
  readonly water_present?: string | undefined
  readonly gallons: number
}

/** The columns of a form that are stored as they are given, in the table's order. */
export const formColumns = [
  'vessel',
  'location',
  'charter',
  'draft_forward_feet',
  'draft_forward_inches',
  'draft_aft_feet',
  'draft_aft_inches',
  'fuel_on_log',
  'correction',
  'total_fuel_gallons',
  'lube_oil_15p',
  'gear_oil_15s',
  'lube_oil_16p',
  'hyd_oil_16s',
  'oily_bilge_17p_feet',
  'oily_bilge_17p_inches',
  'oily_bilge_17p_gallons',
  'dirty_oil_17s_feet',
  'dirty_oil_17s_inches',
  'dirty_oil_17s_gallons',
  'engineer_name',
  'crew',
  'notes',
] as const
export type FormColumn = (typeof formColumns)[number]

/** The End of Hitch Sounding Form. */
export type Form = {
  readonly moment: Moment
  readonly values: Readonly<Partial<Record<FormColumn, string | number | null>>> & {
    readonly total_fuel_gallons: number
  }
  readonly fuel_tanks: readonly TankRow[]
}

export type Hitch = Readonly<Record<string, unknown>> & { readonly id: number; readonly fuel_tanks: readonly unknown[] }
export type Handed = { readonly hitch: Hitch; readonly warnings: readonly Warning[] }
type Order = { readonly form: Form; readonly tables: SoundingTables }

/**
 * Begins a hitch: closes the open one, stores the form with its tanks, a baseline of the slop tanks and the service oils where the
 * form has them, and all machines as online. Nothing is deleted, whatever came before.
 * @throws Refusal `before_open_hitch`, `baseline_incomplete`, `duplicate_sounding`
 */
export async function startHitch(db: Queries, act: Act, order: Order): Promise<Handed> {
  const { form } = order
  const open = await currentHitch(db)
  if (open !== null) await closeHitch(db, open, form.moment)
  const id = await insertForm(db, act, { form, isStart: true })
  await baseline(db, act, { ...order, id })
  await oils(db, act, form)
  const updated_by = String(form.values.engineer_name ?? act.actor)
  const changes = machineIds.map((machine) => ({ id: machine, status: 'online' as const, note: null, updated_by }))
  await changeMachines(db, act, { changes, clock: form.moment.clock })
  await recordEvent(db, act, { action: 'start hitch', subject: `hitch ${id}`, details: { closed: open?.id ?? null } })
  return { hitch: await findHitch(db, id), warnings: warningsOf(order) }
}

/** Ends the open hitch with its form. @throws Refusal `no_open_hitch`, `before_open_hitch` */
export async function endHitch(db: Queries, act: Act, order: Order): Promise<Handed> {
  const open = await currentHitch(db)
  if (open === null) throw new Refusal('No hitch is open', { status: 409, code: 'no_open_hitch' })
  await closeHitch(db, open, order.form.moment)
  const id = await insertForm(db, act, { form: order.form, isStart: false })
  await recordEvent(db, act, { action: 'end hitch', subject: `hitch ${id}`, details: { closed: open.id } })
  return { hitch: await findHitch(db, id), warnings: warningsOf(order) }
}

/** Corrects a form, its twelve tanks with it; the audit log keeps what it said before. When a hitch began or ended stays. @throws Refusal 404 */
export async function changeHitch(
  db: Queries,
  act: Act,
  { id, ...order }: Order & { readonly id: number },
): Promise<Handed> {
  const { values, fuel_tanks } = order.form
  const before = await findHitch(db, id)
  await done(db, build.updateTable('hitch_records').set(formRow(values)).where('id', '=', BigInt(id)))
  await done(db, build.deleteFrom('fuel_tank_soundings').where('hitch_id', '=', BigInt(id)))
  await insertTanks(db, id, fuel_tanks)
  await recordEvent(db, act, { action: 'change hitch', subject: `hitch ${id}`, details: { before } })
  return { hitch: await findHitch(db, id), warnings: warningsOf(order) }
}

async function closeHitch(db: Queries, open: Hitch, { clock }: Moment): Promise<void> {
  if (String(open['date']) > clock)
    throw new Refusal(`The open hitch began later than that, on ${String(open['date']).slice(0, 16)}`, {
      status: 409,
      code: 'before_open_hitch',
    })
  await done(db, build.updateTable('hitch_records').set({ end_date: clock }).where('id', '=', BigInt(open.id)))
}

async function insertForm(
  db: Queries,
  act: Act,
  { form, isStart }: { readonly form: Form; readonly isStart: boolean },
): Promise<number> {
  const row = { ...formRow(form.values), date: form.moment.clock, is_start: isStart ? 1n : 0n, created_at: act.at }
  const made = await the(db, build.insertInto('hitch_records').values(row).returning('id'))
  const id = Number(made.id)
  await insertTanks(db, id, form.fuel_tanks)
  return id
}

/** What a form says, for its table; what it does not say is none. */
const formRow = (values: Form['values']) => ({
  ...(Object.fromEntries(formColumns.map((name) => [name, values[name] ?? null])) as Omit<
    FormRow,
    'total_fuel_gallons'
  >),
  total_fuel_gallons: values.total_fuel_gallons,
})

type FormRow = Pick<Insertable<Database['hitch_records']>, FormColumn>

async function insertTanks(db: Queries, hitch: number, tanks: readonly TankRow[]): Promise<void> {
  if (tanks.length === 0) return
  const rows = tanks.map(({ sounding_feet, sounding_inches, water_present, ...tank }) => ({
    ...tank,
    hitch_id: BigInt(hitch),
    is_day_tank: tank.tank_number === dayTankPair ? 1n : 0n,
    sounding_feet: sounding_feet ?? null,
    sounding_inches: sounding_inches ?? null,
    water_present: water_present ?? 'None',
  }))
  await done(db, build.insertInto('fuel_tank_soundings').values(rows))
}

const slops = [
  { tank: '17P', prefix: 'oily_bilge_17p' },
  { tank: '17S', prefix: 'dirty_oil_17s' },
] as const

/** What a form says of one slop tank; undefined where it says nothing of its gallons. */
function slopOf({ values }: Form, prefix: (typeof slops)[number]['prefix']) {
  const [feet, inches, gallons] = [values[`${prefix}_feet`], values[`${prefix}_inches`], values[`${prefix}_gallons`]]
  if (gallons === undefined || gallons === null) return undefined
  const sounding = typeof feet === 'number' && typeof inches === 'number' ? { feet, inches } : undefined
  return { sounding, gallons: Number(gallons) }
}

/** A sounding without entries, from which the next one is counted. A form that has half of it is asked for the rest. */
async function baseline(db: Queries, act: Act, { form, id }: Order & { readonly id: number }): Promise<void> {
  const [p, s] = slops.map(({ prefix }) => slopOf(form, prefix))
  if (p === undefined && s === undefined) return
  if (p?.sounding === undefined || s?.sounding === undefined)
    throw refusedField(
      'oily_bilge_17p_gallons',
      'baseline_incomplete',
      'A baseline takes feet, inches and gallons of both 17P and 17S, or of neither',
    )
  const { moment, values } = form
  await refuseTwin(db, moment)
  const [port, starboard] = [baselineVolume(p.gallons), baselineVolume(s.gallons)]
  const row = {
    recorded_at_utc: moment.utc,
    recorded_tz: moment.offset,
    engineer_name: String(values.engineer_name ?? act.actor),
    engineer_title: 'Baseline at the start of a hitch',
    tank_17p_feet: BigInt(p.sounding.feet),
    tank_17p_inches: BigInt(p.sounding.inches),
    tank_17p_gallons: port.gallons,
    tank_17p_m3: port.m3,
    tank_17s_feet: BigInt(s.sounding.feet),
    tank_17s_inches: BigInt(s.sounding.inches),
    tank_17s_gallons: starboard.gallons,
    tank_17s_m3: starboard.m3,
    created_at: act.at,
    hitch_id: BigInt(id),
  }
  await done(db, build.insertInto('weekly_soundings').values(row))
}

async function refuseTwin(db: Queries, { utc }: Moment): Promise<void> {
  const twin = build.selectFrom('weekly_soundings').select('id').where('recorded_at_utc', '=', utc)
  if ((await firstOf(db, twin)) === undefined) return
  throw new Refusal('There is a sounding of this very moment, so it cannot be the baseline as well', {
    status: 409,
    code: 'duplicate_sounding',
  })
}

const numberOf = (value: string | number | null | undefined): number | null =>
  typeof value === 'number' ? value : null

/** Zero is a level like any other; only what was not read is none. */
async function oils(db: Queries, act: Act, { moment, values }: Form): Promise<void> {
  const levels = {
    tank_15p_lube: numberOf(values.lube_oil_15p),
    tank_15s_gear: numberOf(values.gear_oil_15s),
    tank_16p_lube: numberOf(values.lube_oil_16p),
    tank_16s_hyd: numberOf(values.hyd_oil_16s),
  }
  if (Object.values(levels).every((level) => level === null)) return
  const engineer_name = String(values.engineer_name ?? act.actor)
  await addOils(db, act, { ...levels, moment, source: 'hitch_start', engineer_name })
}

function warningsOf({ form, tables }: Order): readonly Warning[] {
  const { values, fuel_tanks } = form
  const mismatches = reconcileFuel({
    fuelOnLog: numberOf(values.fuel_on_log),
    correction: numberOf(values.correction),
    total: values.total_fuel_gallons,
    tanks: fuel_tanks.map(({ gallons }) => gallons),
  })
  return [
    ...mismatches.map(mismatchWords),
    ...slops.flatMap(({ tank, prefix }) => tableWarning(tables, tank, slopOf(form, prefix))),
  ]
}

const mismatchWords = ({ code, expected, found, difference }: Mismatch): Warning => ({
  code,
  message: `The form says ${found} gallons; ${code === 'fuel_total_mismatch' ? 'its tanks hold' : 'the log with its correction says'} ${expected}: ${difference} apart`,
})

function tableWarning(tables: SoundingTables, tank: string, slop: ReturnType<typeof slopOf>): readonly Warning[] {
  if (slop?.sounding === undefined) return []
  const apart = tableDifference(tankOf(tables, tank), slop.sounding, slop.gallons)
  if (apart === undefined) return []
  return [
    {
      code: 'gallons_off_table',
      message: `${tank}: the form says ${slop.gallons} gallons, its table ${apart.table}: ${apart.difference} apart`,
    },
  ]
}

/** The start of the hitch that is open. */
export async function currentHitch(db: Queries): Promise<Hitch | null> {
  const open = build.selectFrom('hitch_records').select('id').where('is_start', '=', 1n).where('end_date', 'is', null)
  const row = await firstOf(db, open)
  return row === undefined ? null : findHitch(db, Number(row.id))
}

/** Every form, the newest first, without its tanks. */
export async function listHitches(db: Queries, request: PageRequest): Promise<Page<Readonly<Record<string, unknown>>>> {
  const all = build.selectFrom('hitch_records').selectAll()
  const found = await pageOf(db, all.orderBy('date', 'desc').orderBy('id', 'desc'), request)
  return { ...found, items: found.items.map((row) => ({ ...plain(row), is_start: row.is_start === 1n })) }
}

/** @throws Refusal 404 */
export async function findHitch(db: Queries, id: number): Promise<Hitch> {
  const row = await firstOf(db, build.selectFrom('hitch_records').selectAll().where('id', '=', BigInt(id)))
  if (row === undefined) throw notFound(`hitch ${id}`)
  const own = build.selectFrom('fuel_tank_soundings').selectAll().where('hitch_id', '=', BigInt(id))
  const tanks = await allOf(db, own.orderBy(sql`cast(tank_number as integer)`).orderBy('side'))
  const fuel_tanks = tanks.map((tank) => ({ ...plain(tank), is_day_tank: tank.is_day_tank === 1n }))
  return { ...plain(row), id, is_start: row.is_start === 1n, fuel_tanks }
}

export type FuelOnBoard = { readonly gallons: number; readonly since: string; readonly burnt: number }

/** The newest form's total without what the tickets since then burnt; null before the first form. */
export async function fuelNow(db: Queries): Promise<FuelOnBoard | null> {
  const forms = build.selectFrom('hitch_records').select(['date', 'total_fuel_gallons as total'])
  const newestFirst = forms.orderBy('date', 'desc').orderBy('is_start', 'desc').orderBy('id', 'desc')
  const row = await firstOf(db, newestFirst.limit(1))
  if (row === undefined) return null
  const since = String(row.date)
  const burnt = sumOf((await figuresSince(db, since)).map((ticket) => ticket.consumption))
  return { gallons: fuelOnBoard(row.total, burnt), since, burnt: fuelOnBoard(burnt, 0) }
}
