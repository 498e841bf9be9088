import { adderOf, type AddRoute, type App, doorsOf, type Reply, z } from 'millwright/http'
import type { Pool } from '../database/pool.ts'
import { type ListQuery, page, type Paging } from '../service/ask.ts'
import { type Caller, isAtLeast, nobody } from '../service/caller.ts'
import type { Desk } from './desk.ts'

export type PartsApp = App<Caller>

/** One area of the interface: it adds its routes to the application. */
export type Area = (app: PartsApp, desk: Desk) => void

/** The one place where roles are enforced. What belongs to whom is part of every question to the database. */
export const addRoute: AddRoute<Caller> = adderOf(
  doorsOf<Caller>({
    realm: 'abparts',
    signIn: 'POST /session',
    isSignedIn: (caller) => caller !== nobody,
    may: isAtLeast,
    invalidStatus: 422,
  }),
)

const uuid = z.uuid()
export const idParam = z.object({ id: uuid })

/** A text that stands in a column of so many letters. */
export const text = (longest: number): z.ZodString => z.string().trim().min(1).max(longest)

/** A number with so many decimals, as its column holds it. */
export const decimal = (decimals: number): z.ZodNumber =>
  z
    .number()
    .min(0)
    .max(9_999_999)
    .refine((value) => Number(value.toFixed(decimals)) === value, {
      error: `at most ${decimals} decimals`,
    }) as z.ZodNumber

/** `skip` and `limit` of a list. */
export const paging = (longest: number, usual: number) =>
  ({
    skip: z.coerce.number().int().min(0).max(10_000_000).default(0),
    limit: z.coerce.number().int().min(1).max(longest).default(usual),
  }) as const

export const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

/** A row as its table has it: the names of its columns are its description. */
export const rowSchema = z.record(z.string(), z.unknown())
export const listSchema = z.array(rowSchema)

/** One page of a list, and how long the list is. */
export async function listed(db: Pool, list: ListQuery, { skip, limit }: Paging): Promise<Reply> {
  const { items, total } = await db.read((session) => page(session, list, { skip, limit }))
  return { body: items, headers: { 'X-Total-Count': total } }
}
