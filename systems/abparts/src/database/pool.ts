import { openDatabase as openThroughEngine, type Project } from 'millwright'
import { Pool as ServerPool } from 'pg'
import type { Database, Session } from './database.ts'
import { throughEngine } from './engine.ts'
import { onClient, parsedTypes } from './postgres.ts'

/** What many requests at once ask of a database. */
export type Pool = {
  /** Statements of which each sees what is committed. */
  readonly read: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  /** One transaction. It is tried again when others stood in its way, so the work must do nothing but ask the database. */
  readonly write: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** Several connections with a server; the one of an embedded database, which lets everybody wait for their turn. */
export async function openPool(project: Project, size = 10): Promise<Pool> {
  if (/^postgres(ql)?:\/\//.test(project.url)) return ofServer(project.url, size)
  return inTurn(throughEngine(project, await openThroughEngine(project)))
}

function ofServer(connectionString: string, max: number): Pool {
  const pool = new ServerPool({ connectionString, max, types: parsedTypes })
  pool.on('error', () => undefined) // an idle connection that broke is not given out again
  const borrowed = async <T>(work: (db: Omit<Database, 'close'>) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    const note = (error: Error): void => void (broken = error)
    client.once('error', note)
    try {
      return await work(onClient(client))
    } finally {
      client.removeListener('error', note)
      client.release(broken)
    }
  }
  return {
    read: (work) => borrowed(work),
    write: (work) => again(() => borrowed((db) => db.transaction(work))),
    close: () => pool.end(),
  }
}

function inTurn(db: Database): Pool {
  let last: Promise<unknown> = Promise.resolve()
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    read: (work) => next(() => work(db)),
    write: (work) => next(() => db.transaction(work)),
    close: () => next(() => db.close()),
  }
}

const tries = 5

/** Two transactions that waited for each other, or saw different states: the one that was ended begins anew. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let done = 1; ; done++) {
    try {
      return await work()
    } catch (error) {
      if (done === tries || !['40001', '40P01'].includes(codeOf(error) ?? '')) throw error
    }
  }
}

/** The SQLSTATE of an error of the database, however deep it lies. */
const codeOf = (error: unknown): string | undefined => found(error, 'code', /^(?!DB)[0-9A-Z]{5}$/)

/** The constraint that a statement broke. */
export const constraintOf = (error: unknown): string | undefined =>
  found(error, 'constraint', /./) ?? constraintIn(allWords(error))

/** What an error says, and what the errors below it say. */
const allWords = (error: unknown): string => (error instanceof Error ? `${error.message} ${allWords(error.cause)}` : '')

/** An embedded database names it in its words alone, and not at all where a trigger speaks. */
function constraintIn(words: string): string | undefined {
  const raised = Object.entries(raisedBy).find(([said]) => words.includes(said))
  return raised?.[1] ?? /constraint "([^"]+)"/.exec(words)?.[1]
}

const raisedBy: Readonly<Record<string, string>> = {
  'stock must not fall below zero': 'stock_not_below_zero',
  'there is no stock to take from': 'stock_must_exist',
  'a super_admin belongs to Oraseas EE': 'super_admin_only_in_oraseas_ee',
}

function found(error: unknown, field: 'code' | 'constraint', form: RegExp): string | undefined {
  for (let one = error; typeof one === 'object' && one !== null; one = (one as Error).cause) {
    const value = (one as Readonly<Record<string, unknown>>)[field]
    if (typeof value === 'string' && form.test(value)) return value
  }
  return undefined
}
