import type { Queries } from 'millwright'
import type { Register } from '../domain/fields.ts'
import type { Rules } from '../domain/read.ts'
import { RegisterProblem } from './problems.ts'
import { type Device, type Store, storeOf } from './store.ts'

/** One thing that a user does with a register, tried on a copy. */
export type Tried = { readonly label: string; readonly ok: boolean; readonly found: string }

/** The six topics of the register's own test plan: view, add, update, delete, search and filter, validation. */
export async function smokeTest(db: Queries, register: Register, rules: Rules): Promise<readonly Tried[]> {
  const store = storeOf(db, register, {
    rules: {
      ...rules,
      policies: { ...rules.policies, requiredPlaceholders: 'reject', invalidDates: 'fail', missingRequired: 'fail' },
    },
    now: () => '2000-01-01T00:00:00.000Z',
  })
  const before = await store.list()
  const tried = [
    ...(await view(store, before, register)),
    ...(await change(store, register)),
    ...(await look(store, before, register)),
    ...(await validate(store, register)),
  ]
  const after = await store.list()
  return [
    ...tried,
    same('everything else as it was', JSON.stringify(after) === JSON.stringify(before), `${after.length} devices`),
  ]
}

const same = (label: string, ok: boolean, found: string): Tried => ({ label, ok, found })
const serialKey = (register: Register): string => (register === 'ocm' ? 'Serial' : 'SERIAL')

async function view(store: Store, all: readonly Device[], register: Register): Promise<readonly Tried[]> {
  const serials = all.map((device) => String(device[serialKey(register)]))
  const tried = [same('view all devices', all.length > 0, `${all.length} devices`)]
  for (const [label, sign] of [
    ['#', '#'],
    ['/', '/'],
    ['a space', ' '],
  ] as const) {
    const serial = serials.find((one) => one.includes(sign))
    if (serial === undefined) tried.push(same(`view a device whose serial has ${label}`, true, 'none has one'))
    else tried.push(same(`view a device whose serial has ${label}`, await isFound(store, serial, register), serial))
  }
  return tried
}

const isFound = async (store: Store, serial: string, register: Register): Promise<boolean> =>
  (await store.find(serial))[serialKey(register)] === serial

const trial = 'SMOKE/TEST 1#'

const quarter = (date: string) => ({ engineer: 'TECH-A', quarter_date: date, status: null })

function newDevice(register: Register): Device {
  const common = { Department: 'LAB', Name: 'TRIAL DEVICE' }
  if (register === 'ocm')
    return {
      ...common,
      Model: 'T-1',
      Serial: trial,
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
  return { ...common, MODEL: 'T-1', SERIAL: trial, MANUFACTURER: 'TRIAL', LOG_Number: '9999', ...quarters }
}

async function change(store: Store, register: Register): Promise<readonly Tried[]> {
  const added = await store.add(newDevice(register))
  const updated = await store.update(trial, { Name: 'TRIAL DEVICE 2' })
  await store.remove(trial)
  const gone = await refusal(() => store.find(trial))
  return [
    same('add a device', added[serialKey(register)] === trial && added['Name'] === 'TRIAL DEVICE', String(added['NO'])),
    same('update it', updated['Name'] === 'TRIAL DEVICE 2' && updated['NO'] === added['NO'], String(updated['Name'])),
    same('delete it', gone?.status === 404, gone?.message ?? 'it is still there'),
  ]
}

async function look(store: Store, all: readonly Device[], register: Register): Promise<readonly Tried[]> {
  const wanted = String(all[0]?.[serialKey(register)])
  const found = await store.list({ search: wanted })
  const literal = await store.list({ search: '%' })
  const states = await Promise.all(['Upcoming', 'Overdue', 'Maintained'].map((status) => store.list({ status })))
  const sum = states.reduce((total, list) => total + list.length, 0)
  const hasSign = all.some((device) =>
    Object.values(device).some((value) => typeof value === 'string' && value.includes('%')),
  )
  return [
    same(
      'search finds a serial',
      found.some((device) => device[serialKey(register)] === wanted),
      `${found.length} for ${wanted}`,
    ),
    same('search takes % as a character', hasSign || literal.length === 0, `${literal.length} devices`),
    same('filter by status covers everything once', sum === all.length, states.map(({ length }) => length).join(' + ')),
  ]
}

async function validate(store: Store, register: Register): Promise<readonly Tried[]> {
  const device = newDevice(register)
  const [first] = await store.list()
  const noDay = { [register === 'ocm' ? 'Service_Date' : 'Installation_Date']: '31/02/2025' }
  const double = { [serialKey(register)]: first?.[serialKey(register)] }
  return [
    await refuses('an empty device is refused', 'required', () => store.add({})),
    await refuses('an unknown field is refused', 'unknown_field', () => store.add({ ...device, Colour: 'blue' })),
    await refuses('a day that does not exist is refused', 'date_invalid', () => store.add({ ...device, ...noDay })),
    await refuses('a serial that is taken is refused', 'duplicate_serial', () => store.add({ ...device, ...double })),
  ]
}

async function refuses(label: string, code: string, work: () => Promise<unknown>): Promise<Tried> {
  const problem = await refusal(work)
  const codes = problem === undefined ? [] : [problem.code, ...problem.issues.map((issue) => issue.code)]
  return same(label, codes.includes(code), codes[0] ?? 'it was stored')
}

async function refusal(work: () => Promise<unknown>): Promise<RegisterProblem | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof RegisterProblem) return error
    throw error
  }
}
