import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import type { Register } from '../domain/fields.ts'
import type { Issue } from '../domain/issue.ts'
import { entryPolicies } from '../domain/entry.ts'
import { isNamed } from '../domain/if-match.ts'
import type { Policies } from '../domain/policies.ts'
import type { Rules } from '../domain/read.ts'
import { type Change, takeChange, takeNew, takeReplacement } from './body.ts'
import { type DeviceRow, deviceOf, findDevice, lookFor, type Stored, versionOf } from './device.ts'
import type { TakenBody } from './judge.ts'
import { otherVersion, taken } from './problems.ts'
import { deleteDevice, insertDevice, nextNo, updateDevice } from './write.ts'

/** A register at work: inside of one write transaction, in one person's name. */
export type Registry = { readonly db: Queries; readonly register: Register; readonly act: Act }

/** A device as it is now stored, and what a person should know of what was sent. */
export type Written = { readonly row: Stored; readonly warnings: readonly Issue[] }

type Judging = { readonly db: Queries; readonly act: Pick<Act, 'today'>; readonly register: Register }

/** What a request is judged by: the policies, the day, and the list of departments as it is now. */
export async function entryRules({ db, act }: Judging, policies: Policies = entryPolicies): Promise<Rules> {
  const rows = await db.all(sql`select code from departments`)
  const departments = rows.length === 0 ? undefined : new Set(rows.map(({ code }) => String(code)))
  return { policies, asOf: act.today, departments }
}

/** @throws Refusal 400 for the body, 409 `duplicate_serial` */
export async function addDevice(registry: Registry, body: unknown, policies?: Policies): Promise<Written> {
  const { db, register, act } = registry
  const [rules, no] = [await entryRules(registry, policies), await nextNo(db, register)]
  const { row, warnings } = takeNew(register, body, { no, rules })
  if ((await lookFor(db, register, row.serial)) !== undefined) throw taken(row.serial)
  await insertDevice(db, row, act.at)
  await recordEvent(db, act, {
    type: 'Equipment Added',
    description: `${register.toUpperCase()} device ${row.serial} was added`,
    details: { register, serial: row.serial, no },
  })
  return { row: await findDevice(db, register, row.serial), warnings }
}

/** Which device is meant, and which version of it the caller knows: the text of an If-Match header. */
export type Target = { readonly serial: string; readonly ifMatch?: string | undefined }

/** @throws Refusal 400 for the body, 404, 412 */
export const replaceDevice = (registry: Registry, target: Target, body: unknown): Promise<Written> =>
  update(registry, target, (change) => takeReplacement(registry.register, body, change))

/** @throws Refusal 400 for the body, 404, 412 */
export const changeDevice = (registry: Registry, target: Target, body: unknown): Promise<Written> =>
  update(registry, target, (change) => takeChange(registry.register, body, change))

/** What a person should know of a device as it is stored. */
export async function warningsOf(judging: Judging, before: Stored): Promise<Written> {
  const { warnings } = takeChange(judging.register, {}, { before, rules: await entryRules(judging) })
  return { row: before, warnings }
}

/** The one way in which a stored device becomes another one. @throws Refusal 404, 412, and what `take` throws */
export async function update(
  registry: Registry,
  target: Target,
  take: (change: Change) => TakenBody,
): Promise<Written> {
  const before = await demandDevice(registry, target)
  const { row, warnings } = take({ before, rules: await entryRules(registry) })
  return { row: await store(registry, before, row), warnings }
}

/** Nothing is written, and nothing told, where nothing is different. Stored statuses follow the day by themselves. */
async function store({ db, register, act }: Registry, before: Stored, row: DeviceRow): Promise<Stored> {
  const changes = changesOf(before, row)
  if (Object.keys(changes).length === 0) return before
  await updateDevice(db, before.id, { row, at: act.at })
  const { serial, no } = before
  await recordEvent(db, act, {
    type: 'Equipment Updated',
    description: `${register.toUpperCase()} device ${serial} was changed`,
    details: { register, serial, no, changes },
  })
  return findDevice(db, register, serial)
}

type Changes = { readonly [column: string]: readonly [before: unknown, after: unknown] }

function changesOf(before: Stored, row: DeviceRow): Changes {
  const old = before as { readonly [column: string]: unknown }
  const changed = Object.entries(row).filter(([column, value]) => !column.endsWith('status') && value !== old[column])
  return Object.fromEntries(changed.map(([column, value]) => [column, [old[column], value]]))
}

/** @throws Refusal 404, 412 */
export async function removeDevice(registry: Registry, target: Target): Promise<void> {
  const { db, register, act } = registry
  const before = await demandDevice(registry, target)
  await deleteDevice(db, register, before.id)
  const { serial, no } = before
  await recordEvent(db, act, {
    type: 'Equipment Deleted',
    description: `${register.toUpperCase()} device ${serial} was deleted`,
    details: { register, serial, no, device: deviceOf(register, before, { asOf: act.today }) },
  })
}

async function demandDevice({ db, register }: Registry, { serial, ifMatch }: Target): Promise<Stored> {
  const found = await findDevice(db, register, serial)
  if (ifMatch !== undefined && !isNamed(versionOf(found), ifMatch)) throw otherVersion(serial)
  return found
}
