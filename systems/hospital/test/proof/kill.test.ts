import { setTimeout } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { type Random, randomFrom } from '../../src/generator/random.ts'
import { newDevice, pathOf } from '../equipment/support.ts'
import { accountOf } from '../http/support.ts'
import { ask, emptyGround, type Ground, look, serve, type Served } from './processes.ts'

// Programs are started, and the machine may be busy.
vi.setConfig({ testTimeout: 600_000 })

/** What a device is known by here: its name, which every write changes together with the engineer of its first quarter. */
type Content = Map<string, string>

/** What a client was answered, and what it had asked for when the server died. */
type Client = {
  readonly register: Register
  readonly known: Content
  waiting: { readonly serial: string; readonly becomes: string | undefined } | undefined
  writes: number
}

const rounds = 12

test(`kill -9 under writes, ${rounds} times: the file holds what was acknowledged, and at most the one write in flight`, async () => {
  const ground = await emptyGround()
  const random = randomFrom(20_250_628)
  const clients: Client[] = (['ocm', 'ppm', 'ocm', 'ppm'] as const).map((register) => ({
    register,
    known: new Map(),
    waiting: undefined,
    writes: 0,
  }))
  let inFlight = 0
  for (let round = 0; round < rounds; round++) {
    const server = await serve(ground)
    // Every third time one client alone writes: then at most one write of all is in flight.
    const writing = round % 3 === 0 ? clients.slice(round % 4, (round % 4) + 1) : clients
    const work = writing.map((client, at) => write(client, { ground, server, salt: `${round}-${at}`, random }))
    await Promise.race([written(clients, 5 + random.below(40)), Promise.all(work)])
    await setTimeout(random.below(20))
    await server.kill()
    await Promise.all(work)
    inFlight += compare(ground, clients)
  }
  const writes = clients.reduce((sum, client) => sum + client.writes, 0)
  expect(writes).toBeGreaterThan(rounds * 5)
  expect(countEvents(ground)).toBe(writes + inFlight)
})

/** Waits until so many more writes were acknowledged. */
async function written(clients: readonly Client[], more: number): Promise<void> {
  const count = (): number => clients.reduce((sum, { writes }) => sum + writes, 0)
  const target = count() + more
  while (count() < target) await setTimeout(1)
}

type Writing = {
  readonly ground: Ground
  readonly server: Served
  readonly salt: string
  readonly random: Random
}

/** Writes until the server answers no more. */
async function write(client: Client, { ground, server, salt, random }: Writing): Promise<void> {
  for (let at = 0; ; at++) {
    const { request, ...waiting } = nextWrite(client, `${salt}-${at}`, random)
    client.waiting = waiting
    try {
      const { status, body } = await ask(server, ground, request)
      if (status > 201) throw new Error(`answered with ${status}: ${JSON.stringify(body)}`)
    } catch (error) {
      // The connection broke: nobody knows whether it was done.
      if (isBroken(error)) return
      throw error
    }
    settle(client)
    client.writes++
  }
}

/** A new device, or a change or the end of one that the client knows. */
function nextWrite({ register, known }: Client, name: string, random: Random) {
  const old = [...known.keys()]
  const chosen = old.length < 3 || random.below(3) === 0 ? undefined : random.pick(old)
  const serial = chosen ?? `${register} ${name}/#`
  const becomes = chosen !== undefined && random.below(4) === 0 ? undefined : name
  return { serial, becomes, request: requestFor(register, serial, { isNew: chosen === undefined, becomes }) }
}

const isBroken = (error: unknown): boolean =>
  error instanceof Error && /^(?:fetch failed|terminated)$/.test(error.message)

function settle(client: Client): void {
  const { serial, becomes } = client.waiting ?? { serial: '', becomes: undefined }
  if (becomes === undefined) client.known.delete(serial)
  else client.known.set(serial, becomes)
  client.waiting = undefined
}

type Wanted = { readonly isNew: boolean; readonly becomes: string | undefined }

function requestFor(
  register: Register,
  serial: string,
  { isNew, becomes }: Wanted,
): readonly [string, string, unknown?] {
  if (becomes === undefined) return ['DELETE', pathOf(register, serial)]
  const first = { engineer: becomes, quarter_date: '27/03/2025', status: null }
  const body = newDevice(register, serial, {
    Name: becomes,
    ...(register === 'ppm' ? { PPM_Q_I: first } : { Engineer: becomes }),
  })
  return isNew ? ['POST', `/api/equipment/${register}`, body] : ['PUT', pathOf(register, serial), body]
}

/** Holds the file against what the clients know; gives how many writes in flight were done. */
function compare(ground: Ground, clients: readonly Client[]): number {
  const stored = contentOf(ground)
  let done = 0
  for (const client of clients) {
    const { waiting } = client
    if (waiting === undefined) continue
    const isDone =
      stored.get(waiting.serial) === waiting.becomes && client.known.get(waiting.serial) !== waiting.becomes
    if (isDone) done++
    if (isDone) settle(client)
    client.waiting = undefined
  }
  const known = new Map(clients.flatMap((client) => [...client.known]))
  expect(sorted(stored)).toEqual(sorted(known))
  return done
}

const sorted = (content: ReadonlyMap<string, string>) =>
  [...content].toSorted(([one], [other]) => (one < other ? -1 : 1))

/** Every device by its serial; a device whose tables do not agree, or a damaged file, fails right here. */
function contentOf({ db }: Ground): Content {
  return look(db, (open) => {
    expect(open.prepare('pragma integrity_check').get()).toMatchObject({ integrity_check: 'ok' })
    expect(open.prepare('pragma foreign_key_check').all()).toEqual([])
    const devices = open
      .prepare(
        `select serial, name, engineer, 4 as visits from ocm_equipment union all
         select d.serial, d.name, (select engineer from ppm_visit where equipment_id = d.id and quarter = 1),
           (select count(*) from ppm_visit where equipment_id = d.id) from ppm_equipment d`,
      )
      .all()
    for (const { name, engineer, visits } of devices) expect([engineer, visits]).toEqual([name, 4])
    return new Map(devices.map(({ serial, name }) => [String(serial), String(name)]))
  })
}

/** Events of the clients; what the server tells of its own work at each start is not theirs. */
const countEvents = ({ db }: Ground): number =>
  look(db, (open) => {
    const counted = open.prepare(
      "select count(*) as n from audit_log where event_type like 'Equipment %' and imported = 0 and performed_by = ?",
    )
    return Number(counted.get(accountOf('Editor'))?.['n'])
  })
