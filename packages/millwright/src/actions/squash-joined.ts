import type { Dialect, Statement } from '../dialects/dialect.ts'
import type { Body, Work } from '../history/migration.ts'
import type { SqlContent } from '../history/scaffold.ts'
import { plannedOf } from '../plan/replay.ts'
import { notJoinable } from './problems.ts'
import type { Range } from './squash-range.ts'

/** The statements of several migrations one after the other: rows may be there, and each of them may change them. */
export function joinedContent(dialect: Dialect, { ids }: Range, bodies: readonly Body[]): SqlContent {
  const parts = bodies.map((body, at) => partOf(dialect, ids[at] ?? '', body))
  const none = parts.find(({ down }) => down === undefined)
  const up = parts.flatMap((part) => part.up)
  return {
    up,
    down: none === undefined ? parts.toReversed().flatMap(({ down = [] }) => down) : [],
    notes: [],
    transaction: true,
    foreignKeys: parts.some(({ foreignKeys }) => foreignKeys === 'off') ? 'off' : 'on',
    ...(none === undefined ? {} : { irreversible: none.irreversible ?? 'one of them has no way back' }),
  }
}

type Part = {
  readonly up: readonly string[]
  readonly down: readonly string[] | undefined
  readonly irreversible: string | undefined
  readonly foreignKeys: 'on' | 'off'
}

function partOf(dialect: Dialect, id: string, body: Body): Part {
  if (body.kind === 'move') throw notJoinable(id, 'it is a move')
  if (!body.transaction || (body.kind === 'sql' && !body.downTransaction))
    throw notJoinable(id, 'it runs outside of a transaction')
  const { irreversible, foreignKeys } = body
  if (body.kind === 'sql')
    return { up: textsOf(body.up), down: body.down && textsOf(body.down), irreversible, foreignKeys }
  const work = (direction: Work): readonly string[] => workTexts(dialect, id, direction)
  return { up: work(body.up), down: body.down && work(body.down), irreversible, foreignKeys }
}

const textsOf = (statements: readonly Statement[]): readonly string[] => statements.map(({ text }) => text)

function workTexts(dialect: Dialect, id: string, work: Work): readonly string[] {
  if (work.kind === 'function') throw notJoinable(id, 'it calls a function, which no SQL can')
  const statements = plannedOf(dialect, work)
  if (statements.some(({ bound }) => bound !== undefined)) throw notJoinable(id, 'it binds values to its statements')
  return textsOf(statements)
}
