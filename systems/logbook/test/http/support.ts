import { sql } from 'millwright'
import { onTestFinished } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import type { Role } from '../../src/domain/lists.ts'
import { type Application, createApp } from '../../src/http/app.ts'
import { type Desk, openDesk } from '../../src/http/desk.ts'
import { type Book, bookAt } from '../book.ts'
import type { AtEnd } from '../support.ts'

/** What a call gave. */
export type Answered = { readonly status: number; readonly headers: Headers; readonly body: unknown }
export type As = Role | 'nobody' | { readonly token: string }
export type Line = `${string} /${string}`

/** A book at head with a quarter of a year in it, and the application over it; its clock stands still until it is moved. */
export type TestBook = Book & {
  readonly desk: Desk
  readonly document: Application['document']
  /** Errors that the application reported as its own fault. */
  readonly reported: readonly unknown[]
  readonly wait: (milliseconds: number) => void
  /** The token of a session of that role. */
  readonly tokenOf: (role: Role) => string
  /** `call('engineer', 'POST /api/soundings', {…})`: the body is sent as JSON. */
  readonly call: (as: As, request: Line, body?: unknown) => Promise<Answered>
  /** As {@link call}, with a body and headers as they are given. */
  readonly send: (
    as: As,
    request: Line,
    about: { readonly body?: string; readonly headers?: Record<string, string> },
  ) => Promise<Answered>
}

/** The last day of the voyage is the fifth of April. */
const startsAt = '2025-04-10T14:00:00.000Z'

export async function testBook(atEnd: AtEnd = onTestFinished): Promise<TestBook> {
  const book = await bookAt('r17', {}, atEnd)
  let moment = Date.parse(startsAt)
  const desk = await openDesk(book.project, () => new Date(moment))
  atEnd(() => desk.db.close())
  const reported: unknown[] = []
  const { app, document } = createApp(desk, { report: (error) => reported.push(error), perMinute: 10_000 })
  const tokens = await signInAll(desk)
  const send: TestBook['send'] = async (as, line, { body, headers }) => {
    const [method = '', path = ''] = line.split(' ', 2)
    const token = typeof as === 'object' ? as.token : as === 'nobody' ? undefined : tokens[as]
    const answer = await app.request(`http://127.0.0.1${path}`, {
      method,
      headers: { host: '127.0.0.1', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown }
  }
  return {
    ...book,
    desk,
    document,
    reported,
    wait: (milliseconds) => {
      moment += milliseconds
    },
    tokenOf: (role) => tokens[role],
    send,
    call: (as, line, body) =>
      send(
        as,
        line,
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      ),
  }
}

const signInAll = ({ db, now }: Desk): Promise<Readonly<Record<Role, string>>> =>
  db.write(async (tx) => {
    const tokenOf = async (role: Role): Promise<string> => {
      const user = await tx.get(sql`select id from users where role = ${role} order by id limit 1`)
      return (await openSession(tx, Number(user?.['id']), now())).token
    }
    return {
      chief_engineer: await tokenOf('chief_engineer'),
      engineer: await tokenOf('engineer'),
      viewer: await tokenOf('viewer'),
    }
  })

/** A sounding as a phone sends it; later than all that are there. */
export const sounding = {
  recorded_at: '2025-04-10T10:00',
  engineer_name: "A. O'Brien",
  engineer_title: '1st Assistant Engineer',
  tank_17p: { feet: 1, inches: 9 },
  tank_17s: { feet: 2, inches: 6 },
} as const

/** A ticket of a day that has none yet. */
export const ticket = {
  ticket_date: '2025-04-10T08:00',
  meter_start: 50_000,
  meter_end: 50_250.5,
  engineer_name: 'Marek Quillfeather',
} as const

/** A form that begins a hitch. */
export const form = {
  date: '2025-04-10T09:00',
  total_fuel_gallons: 124_300,
  engineer_name: 'Odd Larkspur',
  crew: 'gold',
} as const
