import type { Queries } from 'millwright'
import type { Register } from '../domain/fields.ts'
import { countDue, type Due, dueWithin } from './due.ts'

/** How soon work is due, in days; both ends belong to the bucket. */
export const buckets = [
  { name: 'URGENT', from: 0, to: 1 },
  { name: 'HIGH', from: 2, to: 7 },
  { name: 'MEDIUM', from: 8, to: 15 },
  { name: 'LOW', from: 16, to: 30 },
] as const
export type BucketName = (typeof buckets)[number]['name']

export type Bucket = {
  readonly name: BucketName
  readonly from: number
  readonly to: number
  readonly rows: readonly Due[]
}

/** The days ahead that a push notification counts. */
const pushDays = 60

export type Reminders = {
  readonly as_of: string
  readonly buckets: readonly Bucket[]
}

/** What has to be reminded of on a day, bucket by bucket; also the empty ones. @param registers whose work is meant */
export async function remindersOf(
  db: Queries,
  asOf: string,
  registers: readonly Register[] = ['ocm', 'ppm'],
): Promise<Reminders> {
  const due: Due[] = []
  for (const register of registers) due.push(...(await dueWithin(db, register, { asOf, days: 30 })))
  const sorted = due.toSorted((a, b) => a.days - b.days)
  return {
    as_of: asOf,
    buckets: buckets.map(({ name, from, to }) => ({
      name,
      from,
      to,
      rows: sorted.filter(({ days }) => days >= from && days <= to),
    })),
  }
}

export type PushSummary = { readonly ppm: number; readonly ocm: number; readonly days: number; readonly text: string }

/** What a push notification says of the next two months. */
export async function pushSummary(db: Queries, asOf: string): Promise<PushSummary> {
  const count = async (register: Register): Promise<number> =>
    (await countDue(db, register, { asOf, windows: [pushDays] }))[String(pushDays)] ?? 0
  const [ppm, ocm] = [await count('ppm'), await count('ocm')]
  return { ppm, ocm, days: pushDays, text: `${ppm} PPM and ${ocm} OCM due soon` }
}
