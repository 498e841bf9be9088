import { type AuditEntry, pageOfEvents } from '../../audit/list.ts'
import { entryPolicies } from '../../domain/entry.ts'
import type { Quarter, Register } from '../../domain/fields.ts'
import { Refusal } from 'millwright/http'
import {
  type DateStyle,
  type Device,
  deviceOf,
  findDevice,
  type PpmDevice,
  type Stored,
  versionOf,
} from '../../registers/device.ts'
import { listDevices, type Page, pageOfDevices } from '../../registers/list.ts'
import { type ListRequest, type Parameters, readListRequest } from '../../registers/list-request.ts'
import {
  addDevice,
  changeDevice,
  removeDevice,
  replaceDevice,
  type Target,
  warningsOf,
  type Written,
} from '../../registers/store.ts'
import { completeVisit, shownVisit, shownVisits } from '../../registers/visits.ts'
import type { Desk } from '../desk.ts'
import { registerRoutes, visitRoutes } from '../device-routes.ts'
import type { Area, HospitalApp, HospitalContext } from '../route.ts'

/** Both registers, each with permissions of its own, and the quarters of PPM devices. */
export const equipment: Area = (app, desk) => {
  addReading(app, desk, 'ocm')
  addReading(app, desk, 'ppm')
  addHistory(app, desk, 'ocm')
  addHistory(app, desk, 'ppm')
  addWriting(app, desk, 'ocm')
  addWriting(app, desk, 'ppm')
  addVisits(app, desk)
}

function addReading(app: HospitalApp, desk: Desk, register: Register): void {
  const routes = registerRoutes[register]
  app.openapi(routes.list, async (c) => {
    const { exact, dates } = c.req.valid('query')
    const about = { register, asOf: desk.today(), dates }
    if (exact === '1') {
      const row = await findExactly(desk, register, c.req.queries())
      return json(c, bodyOf(c, { row, warnings: [] }, about))
    }
    const request = readListRequest(register, withoutForm(c.req.queries()))
    return json(c, await listed(desk, request, about))
  })
  app.openapi(routes.get, async (c) => {
    const [{ serial }, query] = [c.req.valid('param'), c.req.valid('query')]
    const about = { register, asOf: desk.today(), ...query }
    const found = await desk.db.read(async (db) => {
      const row = await findDevice(db, register, serial)
      if (query.warnings === '0') return { row, warnings: [] }
      return warningsOf({ db, register, act: { today: about.asOf } }, row)
    })
    return json(c, bodyOf(c, found, about))
  })
}

function addHistory(app: HospitalApp, desk: Desk, register: Register): void {
  app.openapi(registerRoutes[register].history, async (c) => {
    const [{ serial }, { page, per_page }] = [c.req.valid('param'), c.req.valid('query')]
    const about = { device: { register, serial } }
    const found = await desk.db.snapshot((db) => pageOfEvents(db, about, { number: page, size: per_page }))
    const items = found.items.map(historyOf)
    return json(c, { items, total: found.total, current_page: page, per_page })
  })
}

/** An event as the history of a device has it. */
function historyOf({ details, ...event }: AuditEntry): object {
  const { imported: _, ...shown } = event
  return { ...shown, changes: details['changes'] ?? {} }
}

function addWriting(app: HospitalApp, desk: Desk, register: Register): void {
  const routes = registerRoutes[register]
  app.openapi(routes.post, async (c) => {
    const [query, body] = [c.req.valid('query'), c.req.valid('json')]
    const policies = { ...entryPolicies, quarterStep: query.quarter_step }
    const written = await desk.change(c.var.caller, (db, act) => addDevice({ db, register, act }, body, policies))
    c.header('Location', `/api/equipment/${register}/${encodeURIComponent(written.row.serial)}`)
    return json(c, bodyOf(c, written, { register, asOf: desk.today(), ...query }), 201)
  })
  app.openapi(routes.put, async (c) => {
    const [target, query, body] = [targetOf(c), c.req.valid('query'), c.req.valid('json')]
    const written = await desk.change(c.var.caller, (db, act) => replaceDevice({ db, register, act }, target, body))
    return json(c, bodyOf(c, written, { register, asOf: desk.today(), ...query }))
  })
  app.openapi(routes.patch, async (c) => {
    const [target, query, body] = [targetOf(c), c.req.valid('query'), c.req.valid('json')]
    const written = await desk.change(c.var.caller, (db, act) => changeDevice({ db, register, act }, target, body))
    return json(c, bodyOf(c, written, { register, asOf: desk.today(), ...query }))
  })
  app.openapi(routes.remove, async (c) => {
    const target = targetOf(c)
    await desk.change(c.var.caller, (db, act) => removeDevice({ db, register, act }, target))
    return json(c, { message: `The device with serial ${target.serial} was deleted` })
  })
}

function addVisits(app: HospitalApp, desk: Desk): void {
  const register = 'ppm'
  app.openapi(visitRoutes.list, async (c) => {
    const [{ serial }, { dates }] = [c.req.valid('param'), c.req.valid('query')]
    const row = await desk.db.read((db) => findDevice(db, register, serial))
    c.header('ETag', versionOf(row))
    return json(c, shownVisits(row as Stored & PpmDevice, { asOf: desk.today(), dates }))
  })
  app.openapi(visitRoutes.put, async (c) => {
    const [target, query, body] = [targetOf(c), c.req.valid('query'), c.req.valid('json')]
    const quarter = Number(c.req.valid('param').quarter) as Quarter
    const { row, warnings } = await desk.change(c.var.caller, (db, act) =>
      completeVisit({ db, register, act }, target, { quarter, body }),
    )
    c.header('ETag', versionOf(row))
    const visit = shownVisit(row as Stored & PpmDevice, quarter, { asOf: desk.today(), dates: query.dates })
    return json(c, withWarnings(visit, warnings, query))
  })
}

const json = (c: HospitalContext, body: object, status: 200 | 201 = 200): Response =>
  c.body(JSON.stringify(body), status, { 'Content-Type': 'application/json' })

/** The device of the path, and the version of it that the caller has seen. */
const targetOf = (c: HospitalContext): Target => ({
  serial: c.req.param('serial') ?? '',
  ifMatch: c.req.header('if-match'),
})

type Query = { readonly dates: DateStyle; readonly warnings?: '0' | '1' }
type About = Query & { readonly register: Register; readonly asOf: string }

/** The body for one device; its version goes into the ETag. */
function bodyOf(c: HospitalContext, { row, warnings }: Written, about: About): Device {
  c.header('ETag', versionOf(row))
  return withWarnings(deviceOf(about.register, row, about), warnings, about)
}

type Told = { readonly field: string; readonly code: string; readonly message: string }

const withWarnings = <T extends object>(
  body: T,
  warnings: Written['warnings'],
  { warnings: wanted }: Query,
): T & { readonly warnings?: readonly Told[] } =>
  wanted === '1' ? { ...body, warnings: warnings.map(({ field, code, message }) => ({ field, code, message })) } : body

async function listed(desk: Desk, request: ListRequest, about: About): Promise<readonly Device[] | Page<Device>> {
  const show = (row: Stored): Device => deviceOf(about.register, row, about)
  const { page } = request
  if (page === undefined) return (await desk.db.read((db) => listDevices(db, request, about))).map(show)
  const found = await desk.db.read((db) => pageOfDevices(db, { ...request, page }, about))
  return { ...found, items: found.items.map(show) }
}

/** A list's own parameters, without those that only say how it is shown. */
const withoutForm = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== 'exact' && name !== 'dates'))

/** @throws Refusal 400 when more or less than a serial is asked for, 404 */
async function findExactly(desk: Desk, register: Register, parameters: Parameters): Promise<Stored> {
  const { serial: [serial] = [], ...others } = withoutForm(parameters)
  const [other] = Object.keys(others)
  if (serial === undefined) throw exactNeeds('serial', 'required', 'exact=1 needs the parameter serial')
  if (other !== undefined) throw exactNeeds(other, 'unknown_parameter', `${other} does not go together with exact=1`)
  return desk.db.read((db) => findDevice(db, register, serial))
}

const exactNeeds = (field: string, code: string, message: string): Refusal =>
  new Refusal(message, { status: 400, code, details: [{ field, code, message }] })
