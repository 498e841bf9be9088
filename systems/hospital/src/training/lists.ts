import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { readEntryName } from '../domain/entry.ts'
import { Refusal } from 'millwright/http'

/** What people are trained on, and who trains them: lists that the hospital keeps itself. */
export const lists = {
  training_modules: { one: 'training module', code: 'duplicate_module' },
  trainers: { one: 'trainer', code: 'duplicate_trainer' },
} as const
export type List = keyof typeof lists

export type Listed = { readonly id: number; readonly name: string }

export async function listNames(db: Queries, list: List): Promise<readonly Listed[]> {
  const rows = await db.all(sql`select id, name from ${sql.id(list)} order by name`)
  return rows.map(({ id, name }) => ({ id: Number(id), name: String(name) }))
}

export type NewName = { readonly list: List; readonly name: unknown }

/** @throws Refusal `duplicate_module`, `duplicate_trainer`, or of what is wrong with the name */
export async function addName(db: Queries, act: Act, { list, name: given }: NewName): Promise<Listed> {
  const name = readEntryName(given, 'name')
  await refuseTaken(db, list, name)
  const row = await db.get(sql`insert into ${sql.id(list)} (name) values (${name}) returning id`)
  await tell(db, act, { list, what: `${name} was added` })
  return { id: Number(row?.['id']), name }
}

export type Place = { readonly list: List; readonly id: number }

/**
 * What was recorded under the old name keeps it.
 *
 * @throws Refusal `not_found`, `duplicate_module`, `duplicate_trainer`, or of what is wrong with the name
 */
export async function renameName(db: Queries, act: Act, place: Place & { readonly name: unknown }): Promise<Listed> {
  const { list, id } = place
  const before = await nameOf(db, place)
  const name = readEntryName(place.name, 'name')
  if (name !== before) await refuseTaken(db, list, name)
  await db.run(sql`update ${sql.id(list)} set name = ${name} where id = ${id}`)
  await tell(db, act, { list, what: `${before} is called ${name}` })
  return { id, name }
}

/** What was recorded with the name keeps it. @throws Refusal `not_found` */
export async function removeName(db: Queries, act: Act, { list, id }: Place): Promise<Listed> {
  const name = await nameOf(db, { list, id })
  await db.run(sql`delete from ${sql.id(list)} where id = ${id}`)
  await tell(db, act, { list, what: `${name} was removed` })
  return { id, name }
}

async function nameOf(db: Queries, { list, id }: Place): Promise<string> {
  const row = await db.get(sql`select name from ${sql.id(list)} where id = ${id}`)
  if (row === undefined)
    throw new Refusal(`There is no ${lists[list].one} with id ${id}`, { status: 404, code: 'not_found' })
  return String(row['name'])
}

async function refuseTaken(db: Queries, list: List, name: string): Promise<void> {
  if ((await db.get(sql`select id from ${sql.id(list)} where name = ${name}`)) === undefined) return
  const { one, code } = lists[list]
  throw new Refusal(`There already is a ${one} ${name}`, { status: 409, code })
}

const tell = (db: Queries, act: Act, { list, what }: { readonly list: List; readonly what: string }): Promise<void> =>
  recordEvent(db, act, { type: 'Setting Changed', description: `The ${lists[list].one} ${what}`, details: { list } })
