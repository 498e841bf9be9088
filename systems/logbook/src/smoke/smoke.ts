import type { Project } from 'millwright'
import { openSession } from '../accounts/sessions.ts'
import { createApp } from '../http/app.ts'
import { openDesk } from '../http/desk.ts'

/** One thing that a user does, tried on a copy. */
export type Tried = { readonly label: string; readonly ok: boolean; readonly found: string }

type Json = Readonly<Record<string, unknown>>
type Ask = (line: string, body?: unknown) => Promise<{ readonly status: number; readonly body: Json }>

/**
 * What the deployment guide calls the critical functions, asked of the application as users ask it: book a fuel ticket, book a
 * sounding with its two entries, look at the dashboard, strike an entry.
 *
 * @param copy a book at the head of its history, which may be changed
 */
export async function smokeTest(copy: Project, now: Date = new Date()): Promise<readonly Tried[]> {
  const desk = await openDesk(copy, () => now)
  try {
    const { token } = await desk.db.write((db) => openSession(db, undefined, desk.now()))
    return await tryAll(askerOf(createApp(desk).app, token), now)
  } finally {
    await desk.db.close()
  }
}

const askerOf =
  (app: ReturnType<typeof createApp>['app'], token: string): Ask =>
  async (line, body) => {
    const [method = '', path = ''] = line.split(' ', 2)
    const answer = await app.request(`http://127.0.0.1${path}`, {
      method,
      headers: { host: '127.0.0.1', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Json }
  }

const week = 7 * 86_400_000
const engineer = { engineer_name: 'Copy Test' }

async function tryAll(ask: Ask, now: Date): Promise<readonly Tried[]> {
  // A day that no real row can have yet.
  const at = new Date(now.getTime() + week).toISOString()
  const before = await ask('GET /api/dashboard/full')
  const ticket = await ask('POST /api/fuel-tickets', {
    ...engineer,
    ticket_date: at,
    meter_start: 10,
    meter_end: 20,
    service_tank_pair: '13',
  })
  const depth = { feet: 1, inches: 6 }
  const sounding = await ask('POST /api/soundings', {
    ...engineer,
    engineer_title: 'Copy Test',
    recorded_at: at,
    tank_17p: depth,
    tank_17s: depth,
  })
  const entries = (sounding.body['orb_entries'] ?? []) as readonly { readonly id: number; readonly code: string }[]
  const struck = await ask(`POST /api/orb-entries/${entries[0]?.id ?? 0}/strike`, {})
  const after = await ask('GET /api/dashboard/full')
  const health = await ask('GET /health')
  return [
    said('look at the dashboard', before.status === 200, `status ${before.status}`),
    said('book a fuel ticket', ticket.status === 201, `status ${ticket.status}`),
    said(
      'book a sounding with its two entries',
      entries.map(({ code }) => code).join('') === 'CI',
      `status ${sounding.status}, ${entries.length} entries`,
    ),
    said('strike an entry', struck.status === 200, `status ${struck.status}`),
    said('the dashboard counts them', isCounted(before.body, after.body), `status ${after.status}`),
    said('health', health.status === 200, String(health.body['database'])),
  ]
}

const said = (label: string, ok: boolean, found: string): Tried => ({ label, ok, found })

const countsOf = (body: Json): Json => (body['counts'] ?? {}) as Json

const isCounted = (before: Json, after: Json): boolean =>
  (['soundings', 'fuel_tickets'] as const).every(
    (name) => Number(countsOf(after)[name]) === Number(countsOf(before)[name]) + 1,
  ) && Number(countsOf(after)['entries']) === Number(countsOf(before)['entries']) + 2
