import { bookedText } from '../domain/booked-text.ts'
import { round2 } from '../domain/rounding.ts'
import { type SoundingTables, tankOf } from '../domain/sounding-table.ts'
import type { Found, Kind } from '../survey/kinds.ts'
import type { Row, TableName, Voyage } from './rows.ts'

/** Puts one defect after the other into a voyage and writes each one down. */
type Spoiler = {
  readonly voyage: Voyage
  readonly tables: SoundingTables
  readonly found: Found[]
  /** A sounding that has no defect yet. */
  readonly fresh: () => Row
}

/**
 * Every kind of defect that was found in real books, at least once; no row gets two. The voyage itself is changed.
 * @throws RangeError when the voyage is too short for all of them
 */
export function spoil(voyage: Voyage, tables: SoundingTables): readonly Found[] {
  let used = 0
  const fresh = (): Row => {
    const row = voyage.weekly_soundings[used++]
    if (row === undefined) throw new RangeError('A dirty voyage takes at least a quarter of a year: --years 0.25.')
    return row
  }
  const into: Spoiler = { voyage, tables, found: [], fresh }
  for (const work of [spoilSoundings, spoilEntries, spoilTickets, spoilTanks, spoilHitches, spoilOthers, addTwins])
    work(into)
  return into.found.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.id - b.id)
}

/** Whether a ticket's meter went past its last number. */
export const hasComeRound = ({ meter_start, meter_end }: Row): boolean => Number(meter_end) < Number(meter_start)

type At = { readonly table: TableName; readonly id: number }

const note = ({ found }: Spoiler, kind: Kind, { table, id }: At): void => void found.push({ kind, table, id })

/** Changes a sounding and lets its entries say the same. */
function reword(into: Spoiler, kind: Kind, change: (row: Row) => Record<string, string | number>): void {
  const row = into.fresh()
  Object.assign(row, change(row))
  for (const entry of into.voyage.orb_entries.filter(({ sounding_id }) => sounding_id === row.id))
    Object.assign(entry, bookedText(row, tankOf(into.tables, entry['code'] === 'C' ? '17S' : '17P')))
  note(into, kind, { table: 'weekly_soundings', id: row.id })
}

function spoilSoundings(into: Spoiler): void {
  reword(into, 'title_too_long', () => ({
    engineer_title: 'First Assistant Engineer and Keeper of the Oil Record Book xx'.slice(0, 60),
  }))
  reword(into, 'name_not_ascii', () => ({ engineer_name: "Zoë O'Brackwater" }))
  reword(into, 'time_spelling', (row) => ({ recorded_at: String(row['recorded_at']).slice(0, 19) }))
  reword(into, 'time_spelling', (row) => ({ recorded_at: String(row['recorded_at']).replace(' ', 'T') }))
  reword(into, 'time_spelling', (row) => ({ recorded_at: `${String(row['recorded_at']).slice(0, 19)}-05:00` }))
  reword(into, 'gallons_off_table', (row) => ({ tank_17p_gallons: Number(row['tank_17p_gallons']) + 7 }))
  reword(into, 'half_inch', (row) => ({ tank_17s_inches: `${row['tank_17s_inches']}½` }))
}

function spoilEntries(into: Spoiler): void {
  const [edited, orphan] = [into.fresh(), into.fresh()].map((sounding) =>
    into.voyage.orb_entries.find(({ sounding_id }) => sounding_id === sounding.id),
  )
  Object.assign(edited ?? {}, {
    entry_text: String(edited?.['entry_text']).replace('m³ retained', 'm3 retained, corrected'),
  })
  Object.assign(orphan ?? {}, { sounding_id: 990_001 })
  note(into, 'entry_edited', { table: 'orb_entries', id: edited?.id ?? 0 })
  note(into, 'orphan_entry', { table: 'orb_entries', id: orphan?.id ?? 0 })
}

/** Positions in the list of tickets that lie well apart. */
const [lost, gap] = [10, 20] as const

function spoilTickets(into: Spoiler): void {
  const tickets = into.voyage.daily_fuel_tickets
  const [gone] = tickets.splice(lost, 1)
  const next = tickets[lost] as Row
  const end = Number(next['meter_end'])
  Object.assign(next, {
    meter_start: gone?.['meter_start'] ?? null,
    consumption_gallons: round2(end - Number(gone?.['meter_start'])),
  })
  note(into, 'missed_day', { table: 'daily_fuel_tickets', id: next.id })
  const late = tickets[gap] as Row
  const start = round2(Number(late['meter_start']) + 25)
  Object.assign(late, { meter_start: start, consumption_gallons: round2(Number(late['meter_end']) - start) })
  note(into, 'meter_gap', { table: 'daily_fuel_tickets', id: late.id })
  for (const ticket of tickets.filter(hasComeRound)) {
    Object.assign(ticket, { rollover: 0 }) // nobody said so
    note(into, 'meter_rollover', { table: 'daily_fuel_tickets', id: ticket.id })
  }
}

function spoilTanks(into: Spoiler): void {
  const pairs = into.voyage.service_tank_config
  const [first, second] = [pairs[0] as Row, pairs[1] as Row]
  Object.assign(first, { deactivated_at: null })
  Object.assign(second, { notes: 'n'.repeat(300) })
  note(into, 'two_active_pairs', { table: 'service_tank_config', id: first.id })
  note(into, 'notes_too_long', { table: 'service_tank_config', id: second.id })
}

function spoilHitches(into: Spoiler): void {
  const starts = into.voyage.hitch_records.filter(({ is_start }) => is_start === 1)
  const [open, unsaid, wrong] = [starts[0] as Row, starts[1] as Row, starts[2] as Row]
  Object.assign(open, { end_date: null })
  Object.assign(unsaid, { is_start: null })
  Object.assign(wrong, { total_fuel_gallons: Number(wrong['total_fuel_gallons']) + 700 })
  note(into, 'two_open_hitches', { table: 'hitch_records', id: open.id })
  note(into, 'null_is_start', { table: 'hitch_records', id: unsaid.id })
  note(into, 'form_total_mismatch', { table: 'hitch_records', id: wrong.id })
}

function spoilOthers(into: Spoiler): void {
  const { equipment_status, users, chat_sessions } = into.voyage
  Object.assign(equipment_status[3] ?? {}, { equipment_id: 'SSDG9' })
  Object.assign(users[1] ?? {}, { role: 'engineer' })
  Object.assign(chat_sessions[0] ?? {}, { messages: '[{"role": "user", "text": ' })
  note(into, 'unknown_equipment', { table: 'equipment_status', id: equipment_status[3]?.id ?? 0 })
  note(into, 'role_spelling', { table: 'users', id: users[1]?.id ?? 0 })
  note(into, 'chat_damaged', { table: 'chat_sessions', id: chat_sessions[0]?.id ?? 0 })
}

/** What a phone sent twice: the sounding with its entries, and a ticket. */
function addTwins(into: Spoiler): void {
  const { weekly_soundings: soundings, orb_entries: entries, daily_fuel_tickets: tickets } = into.voyage
  const original = into.fresh()
  const twin = { ...original, id: soundings.length + 1 }
  const own = entries.filter(({ sounding_id }) => sounding_id === original.id)
  soundings.push(twin)
  entries.push(...own.map((entry, at): Row => ({ ...entry, id: entries.length + at + 1, sounding_id: twin.id })))
  note(into, 'duplicate_sounding', { table: 'weekly_soundings', id: twin.id })
  const ticket = tickets[30] as Row
  const id = Math.max(...tickets.map((one) => one.id)) + 1
  tickets.push({ ...ticket, id })
  note(into, 'duplicate_ticket', { table: 'daily_fuel_tickets', id })
}
