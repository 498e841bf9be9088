import type { Queries } from 'millwright'
import { build, done, firstOf, the } from '../database/build.ts'
import { shownPair, type TankPair, tankPairs } from '../domain/lists.ts'
import { Refusal } from 'millwright/http'
import { type Act, recordEvent } from './audit.ts'
import { plain } from './rows.ts'
import type { Moment } from './ship.ts'

type PairRow = Readonly<Record<string, unknown>>

/** The six pairs that fuel is drawn from: the same list that every form uses. */
export const servicePairs = tankPairs.map((id) => ({
  id,
  display: shownPair(id),
  description: id === '18' ? 'Day tanks, port and starboard' : `Fuel tanks ${id}, port and starboard`,
}))

export async function activeTanks(db: Queries): Promise<PairRow | null> {
  const row = await firstOf(db, build.selectFrom('service_tank_config').selectAll().where('deactivated_at', 'is', null))
  return row === undefined ? null : plain(row)
}

export type Activation = {
  readonly tank_pair: TankPair
  readonly notes?: string | null | undefined
  readonly moment: Moment
}

/** Puts a pair into service; the one before leaves it in the same transaction. @throws Refusal `already_active`, `before_active` */
export async function activateTanks(db: Queries, act: Act, { tank_pair, notes, moment }: Activation): Promise<PairRow> {
  const active = await activeTanks(db)
  if (active?.['tank_pair'] === tank_pair)
    throw new Refusal(`${shownPair(tank_pair)} is in service already`, { status: 409, code: 'already_active' })
  if (active !== null && String(active['activated_at']) > moment.clock)
    throw new Refusal('The pair in service came into it later than that', { status: 409, code: 'before_active' })
  const leaving = build.updateTable('service_tank_config').set({ deactivated_at: moment.clock })
  await done(db, leaving.where('deactivated_at', 'is', null))
  const row = { tank_pair, activated_at: moment.clock, notes: notes ?? null, created_at: act.at }
  const made = await the(db, build.insertInto('service_tank_config').values(row).returningAll())
  await recordEvent(db, act, {
    action: 'change service tanks',
    subject: `tanks ${tank_pair}`,
    details: { before: active?.['tank_pair'] ?? null },
  })
  return plain(made)
}
