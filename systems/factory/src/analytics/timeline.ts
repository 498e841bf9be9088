import { type Queries, type Sql, sql, type Value } from 'millwright'
import { cursorOf, placeOf } from './cursor.ts'
import { sinceState } from './hours.ts'
import { instantText } from './instant-text.ts'
import { atSecond, boundsOf, ofShift, type Range } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'

/** A band of a timeline. */
export type Band = {
  readonly start: string
  readonly end: string
  readonly state: string
  readonly category: string
  readonly reason: string | null
  readonly seconds: number
  /** Nobody knows yet when it ends; it is drawn until now. */
  readonly open: boolean
}

export type Lane = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly bands: readonly Band[]
  /** Seconds by state, with time without data as a state of its own. */
  readonly totals: Readonly<Record<string, number>>
}

export type TimelineQuestion = {
  readonly scope: Scope
  readonly range: Range
  /** Whether rows that a change of shift has cut are joined again. */
  readonly merge: boolean
  readonly limit: number
  /** Where the page before ended, as its `next` said. */
  readonly cursor?: string | undefined
}

export type Timeline = { readonly lanes: readonly Lane[]; readonly next: string | null }

/** More bands than this are no picture any more. */
export const mostBands = 10_000

/** What machines did, band by band: those that overlap the range, cut to it, machine by machine and by time. */
export async function timelineOf(db: Queries, question: TimelineQuestion): Promise<Timeline> {
  const { scope, range, merge, limit, cursor } = question
  const lanes = new Map<string, { readonly code: string; readonly name: string; readonly bands: Piece[] }>()
  let [count, next] = [0, null as string | null]
  for await (const piece of piecesOf(db, statesIn(scope, range, cursor), merge)) {
    if (count === limit) {
      next = cursorOf([piece.code, piece.start])
      break
    }
    count += 1
    const lane = lanes.get(piece.machine) ?? { code: piece.code, name: piece.name, bands: [] }
    lanes.set(piece.machine, lane)
    lane.bands.push(piece)
  }
  const asLane = ([id, { code, name, bands }]: [string, { code: string; name: string; bands: Piece[] }]): Lane => ({
    id,
    code,
    name,
    bands: bands.map((piece) => bandOf(piece, range.zone)),
    totals: totalsOf(bands),
  })
  return { lanes: [...lanes].map(asLane), next }
}

type Piece = {
  readonly machine: string
  readonly code: string
  readonly name: string
  readonly state: string
  readonly category: string
  readonly reason: string | null
  readonly start: number
  readonly end: number
  readonly open: boolean
}

function statesIn(scope: Scope, range: Range, cursor: string | undefined): Sql {
  const bounds = boundsOf(range)
  const [from, to] = [atSecond(bounds.from), atSecond(bounds.to)]
  const after = cursor === undefined ? undefined : placeIn(cursor)
  const rest =
    after === undefined
      ? sql``
      : sql`and (m.code > ${after.code} or (m.code = ${after.code} and s."timestamp" >= ${atSecond(after.at)}))`
  return sql`select m.id, m.code, m.name, s.state, s."stateCategory", s.reason,
      extract(epoch from greatest(s."startTime", ${from}))::double precision as starts,
      extract(epoch from least(coalesce(s."endTime", greatest(now(), s."startTime")), ${to}))::double precision as ends, s."endTime" is null as open
    from (${machinesOf(scope)}) as m join equipment_states as s on s."equipmentId" = m.id
    where s."timestamp" < ${to} and s."timestamp" >= ${sinceState(sql`m.id`, from)} and coalesce(s."endTime", ${to}) > ${from}
      ${ofShift(sql`s."shiftInstanceId"`, range)} ${rest}
    order by m.code, s."timestamp"`
}

async function* piecesOf(db: Queries, states: Sql, merge: boolean): AsyncGenerator<Piece> {
  let held: Piece | undefined
  for await (const { rows } of db.read(states, 2_000)) {
    for (const row of rows) {
      const piece = pieceIn(row)
      if (held !== undefined && merge && isOne(held, piece)) {
        held = { ...held, end: piece.end, open: piece.open }
        continue
      }
      if (held !== undefined) yield held
      held = piece
    }
  }
  if (held !== undefined) yield held
}

const isOne = (a: Piece, b: Piece): boolean =>
  a.machine === b.machine &&
  a.end === b.start &&
  a.state === b.state &&
  a.reason === b.reason &&
  a.category === b.category

function pieceIn([machine, code, name, state, category, reason, start, end, open]: readonly Value[]): Piece {
  const text = (value: Value | undefined): string => value as string
  return {
    machine: text(machine),
    code: text(code),
    name: text(name),
    state: text(state),
    category: text(category),
    reason: reason as string | null,
    start: Number(start),
    end: Number(end),
    open: open === true,
  }
}

const bandOf = ({ start, end, state, category, reason, open }: Piece, zone: string): Band => ({
  start: instantText(start, zone),
  end: instantText(end, zone),
  state,
  category,
  reason,
  seconds: end - start,
  open,
})

function totalsOf(bands: readonly Piece[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {}
  for (const { state, reason, start, end } of bands) {
    const name = reason === 'NO_DATA' ? reason : state
    totals[name] = (totals[name] ?? 0) + end - start
  }
  return totals
}

function placeIn(cursor: string): { readonly code: string; readonly at: number } {
  const [code, at] = placeOf(cursor, 2)
  return { code: String(code), at: Number(at) }
}
