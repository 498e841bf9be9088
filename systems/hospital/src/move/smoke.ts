import type { Project } from 'millwright'
import { openSession } from '../accounts/sessions.ts'
import { isRecord } from '../domain/aliases.ts'
import type { Register } from '../domain/fields.ts'
import { createApp } from '../http/app.ts'
import { openDesk } from '../http/desk.ts'
import type { HospitalApp } from '../http/route.ts'

/** One thing that a user does with a register, tried on a copy. */
export type Tried = { readonly label: string; readonly ok: boolean; readonly found: string }

type Json = Readonly<Record<string, unknown>>
type Answer = { readonly status: number; readonly body: unknown }
/** Asks the application: `ask('POST /api/equipment/ocm', {…})`. */
type Ask = (line: string, body?: unknown) => Promise<Answer>

/**
 * The six topics of the registers' own test plan, asked of the application over HTTP as its users ask it:
 * view, add, update, delete, search and filter, validation.
 *
 * @param copy a moved database at the head of its history, which may be changed
 * @param asOf the day on which it is asked
 */
export async function smokeTest(copy: Project, asOf: string): Promise<Readonly<Record<Register, readonly Tried[]>>> {
  const desk = await openDesk(copy, { clock: () => new Date(`${asOf}T12:00:00`) })
  try {
    const { token } = await desk.db.write((db) => openSession(db, undefined, desk.now()))
    const ask = askerOf(createApp(desk).app, token)
    return { ocm: await tryAll({ ask, register: 'ocm' }), ppm: await tryAll({ ask, register: 'ppm' }) }
  } finally {
    await desk.db.close()
  }
}

const askerOf =
  (app: HospitalApp, token: string): Ask =>
  async (line, body) => {
    const [method = '', path = ''] = line.split(' ', 2)
    const answer = await app.request(`http://127.0.0.1${path}`, {
      method,
      headers: { host: '127.0.0.1', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }

type Trial = { readonly ask: Ask; readonly register: Register }

async function tryAll(trial: Trial): Promise<readonly Tried[]> {
  const before = await list(trial)
  const tried = [
    ...(await view(trial, before)),
    ...(await change(trial)),
    ...(await look(trial, before)),
    ...(await validate(trial, before)),
  ]
  const after = await list(trial)
  const isSame = JSON.stringify(after) === JSON.stringify(before)
  return [...tried, same('everything else as it was', isSame, `${after.length} devices`)]
}

const same = (label: string, ok: boolean, found: string): Tried => ({ label, ok, found })
const pathOf = ({ register }: Trial, serial?: string): string =>
  `/api/equipment/${register}${serial === undefined ? '' : `/${encodeURIComponent(serial)}`}`
const serialKey = ({ register }: Trial): string => (register === 'ocm' ? 'Serial' : 'SERIAL')

function serialOf(trial: Trial, device: Json | undefined): string {
  const serial = device?.[serialKey(trial)]
  return typeof serial === 'string' ? serial : ''
}

async function list(trial: Trial, query = ''): Promise<readonly Json[]> {
  const { body } = await trial.ask(`GET ${pathOf(trial)}${query}`)
  return Array.isArray(body) ? body.filter(isRecord) : []
}

async function view(trial: Trial, all: readonly Json[]): Promise<readonly Tried[]> {
  const tried = [same('view all devices', all.length > 0, `${all.length} devices`)]
  for (const [label, sign] of [
    ['#', '#'],
    ['/', '/'],
    ['a space', ' '],
  ] as const) {
    const serial = all.map((device) => serialOf(trial, device)).find((one) => one.includes(sign))
    const what = `view a device whose serial has ${label}`
    if (serial === undefined) tried.push(same(what, true, 'none has one'))
    else tried.push(same(what, serialOf(trial, await get(trial, serial)) === serial, serial))
  }
  return tried
}

async function get(trial: Trial, serial: string): Promise<Json> {
  const { body } = await trial.ask(`GET ${pathOf(trial, serial)}`)
  return isRecord(body) ? body : {}
}

const trialSerial = 'SMOKE/TEST 1#'

const quarter = (date: string) => ({ engineer: 'TECH-A', quarter_date: date })

function newDevice({ register }: Trial): Json {
  const common = { Department: 'LAB', Name: 'TRIAL DEVICE' }
  if (register === 'ocm')
    return {
      ...common,
      Model: 'T-1',
      Serial: trialSerial,
      Manufacturer: 'TRIAL',
      Log_Number: '9999',
      Service_Date: '01/02/2025',
      Engineer: 'TECH-A',
    }
  const quarters = {
    PPM_Q_I: quarter('01/02/2025'),
    PPM_Q_II: quarter('01/05/2025'),
    PPM_Q_III: quarter('01/08/2025'),
    PPM_Q_IV: quarter('01/11/2025'),
  }
  return { ...common, MODEL: 'T-1', SERIAL: trialSerial, MANUFACTURER: 'TRIAL', LOG_Number: '9999', ...quarters }
}

async function change(trial: Trial): Promise<readonly Tried[]> {
  const added = await trial.ask(`POST ${pathOf(trial)}`, newDevice(trial))
  const stored = await get(trial, trialSerial)
  const sent = { ...stored, Name: 'TRIAL DEVICE 2' }
  const updated = await trial.ask(`PUT ${pathOf(trial, trialSerial)}`, sent)
  const renamed = await get(trial, trialSerial)
  const visited = trial.register === 'ppm' ? [await visit(trial)] : []
  const removed = await trial.ask(`DELETE ${pathOf(trial, trialSerial)}`)
  const gone = await trial.ask(`GET ${pathOf(trial, trialSerial)}`)
  return [
    same('add a device', added.status === 201 && stored['Name'] === 'TRIAL DEVICE', wordsOf(added)),
    same('update it', updated.status === 200 && JSON.stringify(renamed) === JSON.stringify(sent), wordsOf(updated)),
    ...visited,
    same('delete it', removed.status === 200 && gone.status === 404, wordsOf(gone)),
  ]
}

/** The day when work was done, which the register has had since it left its files. */
async function visit(trial: Trial): Promise<Tried> {
  const path = `${pathOf(trial, trialSerial)}/visits`
  const done = await trial.ask(`PUT ${path}/1`, { completed_on: '2025-02-03' })
  const { body } = await trial.ask(`GET ${path}?dates=iso`)
  const days = Array.isArray(body) ? body.map((one: unknown) => (isRecord(one) ? one['completed_on'] : one)) : []
  const ok = done.status === 200 && JSON.stringify(days) === JSON.stringify(['2025-02-03', null, null, null])
  return same('note that a quarter is done', ok, wordsOf(done))
}

function wordsOf({ status, body }: Answer): string {
  const words = isRecord(body) ? (body['error'] ?? body['Name'] ?? body['message']) : undefined
  return `${status}${typeof words === 'string' ? ` ${words}` : ''}`
}

async function look(trial: Trial, all: readonly Json[]): Promise<readonly Tried[]> {
  const wanted = serialOf(trial, all[0])
  const found = await list(trial, `?search=${encodeURIComponent(wanted)}`)
  const literal = await list(trial, '?search=%25')
  const states = await Promise.all(
    ['upcoming', 'overdue', 'maintained'].map((filter) => list(trial, `?filter=${filter}`)),
  )
  const sum = states.reduce((total, { length }) => total + length, 0)
  const hasSign = all.some((device) =>
    Object.values(device).some((value) => typeof value === 'string' && value.includes('%')),
  )
  const isFound = found.some((device) => serialOf(trial, device) === wanted)
  return [
    same('search finds a serial', isFound, `${found.length} for ${wanted}`),
    same('search takes % as a character', hasSign || literal.length === 0, `${literal.length} devices`),
    same('filter by status covers everything once', sum === all.length, states.map(({ length }) => length).join(' + ')),
  ]
}

async function validate(trial: Trial, all: readonly Json[]): Promise<readonly Tried[]> {
  const device = newDevice(trial)
  const noDay = { [trial.register === 'ocm' ? 'Service_Date' : 'Installation_Date']: '31/02/2025' }
  const double = { [serialKey(trial)]: serialOf(trial, all[0]) }
  const cases: readonly (readonly [string, number, string, Json])[] = [
    ['an empty device is refused', 400, 'required', {}],
    ['an unknown field is refused', 400, 'unknown_field', { ...device, Colour: 'blue' }],
    ['a day that does not exist is refused', 400, 'date_invalid', { ...device, ...noDay }],
    ['a serial that is taken is refused', 409, 'duplicate_serial', { ...device, ...double }],
  ]
  const tried: Tried[] = []
  for (const [label, status, code, body] of cases) {
    const answer = await trial.ask(`POST ${pathOf(trial)}`, body)
    tried.push(same(label, answer.status === status && codesOf(answer).includes(code), wordsOf(answer)))
  }
  return tried
}

function codesOf({ body }: Answer): readonly unknown[] {
  if (!isRecord(body)) return []
  const details = Array.isArray(body['details']) ? body['details'].filter(isRecord) : []
  return [body['code'], ...details.map((detail) => detail['code'])]
}
