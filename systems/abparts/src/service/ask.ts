import { Refusal } from 'millwright/http'
import type { Given, Session } from '../database/database.ts'
import { constraintOf } from '../database/pool.ts'

/** A row as it goes out: numbers are numbers, times have their zone. */
export type Doc = Readonly<Record<string, unknown>>

/** The rows of a query, in the form in which they go out. */
export async function docs(session: Session, query: string, values: readonly Given[] = []): Promise<readonly Doc[]> {
  const rows = await session.query(`select to_json(doc)::text as doc from (${query}) as doc`, values)
  return rows.map(({ doc }) => JSON.parse(String(doc)) as Doc)
}

/** The only row of a query. What is not the caller's is not there either: both are answered alike. */
export async function oneDoc(session: Session, { what, query, values }: Wanted): Promise<Doc> {
  const [found] = await docs(session, query, values)
  if (found === undefined) throw noSuch(what)
  return found
}

export type Wanted = { readonly what: string; readonly query: string; readonly values: readonly Given[] }

export const noSuch = (what: string): Refusal =>
  new Refusal(`There is no such ${what}`, { status: 404, code: `no_such_${what.replaceAll(' ', '_')}` })

/** Looks before something refers to it: an embedded database checks its references only at the end of a transaction. */
export async function demandRow(
  session: Session,
  table: 'parts' | 'maintenance_protocols' | 'organizations',
  row: RowWish,
): Promise<void> {
  if (row.id === undefined || row.id === null) return
  const [found] = await session.query(`select from ${table} where id = $1`, [row.id])
  if (found === undefined) throw row.refusal()
}

export type RowWish = { readonly id: string | null | undefined; readonly refusal: () => Refusal }

/** The pattern of whatever contains a text, in which nothing stands for anything else. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

/** A wish against the rules of the business. */
export const conflict = (code: string, message: string): Refusal => new Refusal(message, { status: 400, code })

/** A wish that comes too late. */
export const tooLate = (code: string, message: string): Refusal => new Refusal(message, { status: 409, code })

/** How many rows a list counts before it says that there are more. */
const countedTo = 1000

export type Page = { readonly items: readonly Doc[]; readonly total: string }
export type Paging = { readonly skip: number; readonly limit: number }
export type ListQuery = {
  readonly query: string
  readonly order: string
  readonly values: readonly Given[]
  /** What is shown of the rows of a page, where `query` gives too little for it. */
  readonly shown?: (page: string) => string
  /** How many rows are counted; 1000 unless said. */
  readonly countedTo?: number
}

/** One page of a list and how long the list is. A long one is not counted to its end: nobody's answer waits for that. */
export async function page(session: Session, list: ListQuery, paging: Paging): Promise<Page> {
  const { skip, limit } = paging
  const { count, most } = countOf(list)
  const items = await docs(session, pageOf(list, paging), list.values)
  if (items.length < limit && (items.length > 0 || skip === 0)) return { items, total: String(skip + items.length) }
  const n = Number((await session.query(count, list.values))[0]?.['n'])
  return { items, total: n > most ? `${most}+` : String(n) }
}

/** The statement that gives one page. */
export function pageOf({ query, order, shown }: ListQuery, { skip, limit }: Paging): string {
  const rows = `${query} order by ${order} limit ${limit} offset ${skip}`
  return shown === undefined ? rows : `${shown(rows)} order by ${order}`
}

/** The statement that counts, and how far it counts. */
export function countOf({ query, countedTo: most = countedTo }: ListQuery): Counting {
  return { most, count: `select count(*) as n from (select from (${query}) as whole limit ${most + 1}) as counted` }
}

export type Counting = { readonly count: string; readonly most: number }

/** Lets a rule of the database be the rule, and says in our words which one was broken. */
export async function ruled<T>(work: Promise<T>, refusals: Readonly<Record<string, () => Refusal>>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw refusals[constraintOf(error) ?? '']?.() ?? error
  }
}

/** `set` of an update with the fields that were sent, its values beginning at `$from`. */
export function assignments(fields: Readonly<Record<string, Given | undefined>>, from: number): Assignments {
  const sent = Object.entries(fields).filter((field): field is [string, Given] => field[1] !== undefined)
  return {
    set: sent.map(([name], at) => `${name} = $${from + at}`).join(', '),
    values: sent.map(([, value]) => value),
  }
}

export type Assignments = { readonly set: string; readonly values: readonly Given[] }

/** Columns and places of an insert with the fields that were sent. */
export function insertion(table: string, fields: Readonly<Record<string, Given | undefined>>): ListedInsert {
  const sent = Object.entries(fields).filter((field): field is [string, Given] => field[1] !== undefined)
  const names = sent.map(([name]) => name).join(', ')
  return {
    text: `insert into ${table} (${names}) values (${sent.map((_, at) => `$${at + 1}`).join(', ')})`,
    values: sent.map(([, value]) => value),
  }
}

export type ListedInsert = { readonly text: string; readonly values: readonly Given[] }
