import { readFile } from 'node:fs/promises'
import { isProblem, openDatabase, type Project, type Queries, type Row, sql, type Value } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { knownSettings } from '../domain/settings.ts'
import { refreshStatuses } from '../registers/refresh.ts'
import { changeSettings } from '../settings/store.ts'
import { writeSettings } from './create.ts'
import { makeFull } from './full.ts'
import { folderOf } from './names.ts'
import { type Prepared, prepare, swapIn, wordsOf } from './prepare.ts'
import { damaged, restoredOtherwise } from './problems.ts'
import { parseSettings } from './settings-document.ts'
import { findBackup, type Shelved } from './shelf.ts'
import type { Tools } from './tools.ts'
import { inTurn } from './turn.ts'
import { inWorkshop } from './workshop.ts'

/** Who restores; their session goes on where their account is still the same. */
export type Restorer = { readonly actor: string; readonly session: number | undefined }

export type Restored = {
  readonly name: string
  /** What was there before, as a backup of its own. */
  readonly before: string
  /** Settings of the file that neither the program nor the database knows. */
  readonly left_out: readonly string[]
}

/**
 * Brings a backup back, after what is there now was backed up. A full backup takes the database's place between two pieces
 * of the application's work: what was acknowledged before stands in the backup of before, what comes later goes into
 * the restored database. When anything is wrong, the database is as it was.
 *
 * @throws Refusal 400, 404, 409, 503
 */
export const restoreBackup = (tools: Tools, restorer: Restorer, name: string): Promise<Restored> =>
  inTurn(tools.project.url, async () => {
    const found = await findBackup(tools.project, name)
    const restore = found.kind === 'full' ? restoreFull : restoreSettings
    return await restore(tools, restorer, found).catch(async (error: unknown) => {
      await tellFailure(tools, restorer, { name, error }).catch(() => undefined) // the first error is the one to tell
      throw error
    })
  })

const restoreFull = (tools: Tools, restorer: Restorer, found: Shelved): Promise<Restored> =>
  inWorkshop(folderOf(tools.project, 'full'), async (shop) => {
    const prepared = await prepare(tools.project, found, shop)
    const before = await tools.db.closedDuring(() => exchange(tools, restorer, { ...prepared, name: found.name }))
    return { name: found.name, before, left_out: [] }
  })

/** Nothing of this process has the database open, and whoever asks it something waits. */
async function exchange(
  { project, now, today }: Tools,
  { actor, session }: Restorer,
  prepared: Prepared & { readonly name: string },
): Promise<string> {
  const { name } = prepared
  const before = await makeFull(project, { actor, reason: `before the restore of ${name}` }, now)
  const kept = await withDatabase(project, (db) => sessionOf(db, session))
  await swapIn(prepared).catch((error: unknown) => {
    throw isProblem(error) && error.code === 'BAK111' ? restoredOtherwise(name, before.name, wordsOf(error)) : error
  })
  await withDatabase(project, async (db) => {
    const act: Act = { actor, at: now(), today: today() }
    await endRestoredSessions(db, kept)
    await recordEvent(db, act, restoredEvent(name, before.name, prepared))
    await refreshStatuses(db, act) // those of the backup are of its day
  })
  return before.name
}

const restoredEvent = (name: string, before: string, { manifest }: Prepared) =>
  ({
    type: 'Backup Restored',
    description: `The backup ${name} was restored; what was there before is ${before}`,
    details: { name, before, created_at: manifest.created_at, tables: manifest.database.tables },
  }) as const

async function withDatabase<T>(project: Project, work: (db: Queries) => Promise<T>): Promise<T> {
  const db = await openDatabase(project)
  try {
    return await db.transaction(work)
  } finally {
    await db.close()
  }
}

type Kept = { readonly session: Row; readonly username: Value } | undefined

async function sessionOf(db: Queries, id: number | undefined): Promise<Kept> {
  if (id === undefined) return undefined
  const session = await db.get(sql`select * from sessions where id = ${id}`)
  if (session === undefined) return undefined
  const user = await db.get(sql`select username from users where id = ${session['user_id'] ?? null}`)
  return { session, username: user?.['username'] ?? null }
}

/** A session that was open when the backup was made must not be open again: nobody remembers it. */
async function endRestoredSessions(db: Queries, kept: Kept): Promise<void> {
  await db.run(sql`delete from sessions`)
  if (kept === undefined) return
  const { session, username } = kept
  const { id: _, ...columns } = session
  const account = username === null ? undefined : await db.get(sql`select id from users where username = ${username}`)
  if (username !== null && account?.['id'] !== session['user_id']) return
  await db.run(
    sql`insert into sessions (${sql.ids(Object.keys(columns))}) values (${sql.join(Object.values(columns))})`,
  )
}

async function restoreSettings(tools: Tools, { actor }: Restorer, found: Shelved): Promise<Restored> {
  const { name } = found
  const settings = await settingsIn(found)
  const before = await writeSettings(tools, { actor, reason: `before the restore of ${name}` })
  return await tools.db.write(async (db) => {
    const act: Act = { actor, at: tools.now(), today: tools.today() }
    const stored = new Set((await db.all(sql`select key from settings`)).map(({ key }) => String(key)))
    const isHere = (key: string): boolean => knownSettings.has(key) || stored.has(key)
    const given = Object.entries(settings)
    await changeSettings(db, act, Object.fromEntries(given.filter(([key]) => isHere(key))))
    const restored = { name, before, left_out: given.map(([key]) => key).filter((key) => !isHere(key)) }
    const description = `The backup ${name} was restored; what was there before is ${before}`
    await recordEvent(db, act, { type: 'Backup Restored', description, details: restored })
    return restored
  })
}

async function settingsIn({ name, path }: Shelved): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8')
  try {
    return parseSettings(text).settings
  } catch {
    throw damaged(name, 'it is not a file of settings')
  }
}

type Failure = { readonly name: string; readonly error: unknown }

async function tellFailure({ db, now, today }: Tools, { actor }: Restorer, { name, error }: Failure): Promise<void> {
  const details = {
    name,
    reason: error instanceof Refusal ? error.message : 'an error of the server; its log says which',
  }
  const description = `The backup ${name} was not restored`
  const event = { type: 'Backup Restored', description, status: 'Failed', details } as const
  await db.write((tx) => recordEvent(tx, { actor, at: now(), today: today() }, event))
}
