import type { Cipher } from '../../kernel/cipher.ts'
import { causedBy } from '../../kernel/problem.ts'
import type { Replacement } from '../dialect.ts'
import { parseAddress, placeOf, urlOfDatabase } from './address.ts'
import { readArchive } from './archive/files.ts'
import { loadTogether } from './archive/load-together.ts'
import { onServer } from './connect.ts'
import { codeOf, serverWords } from './failure.ts'
import { withHands } from './hands.ts'
import { inUse } from './problems.ts'
import { dropDatabase, makeBeside, passingName } from './scratch.ts'
import type { Session } from './session.ts'
import { quote, quoteText } from './syntax.ts'

/** Restores a written copy into a database beside another one, which it can take the place of by being renamed. */
export async function restoreBeside(path: string, url: string, cipher?: Cipher): Promise<Replacement> {
  const store = { directory: path, cipher }
  const { searchPath } = await readArchive(store)
  const beside = await makeBeside(url, passingName('restore'), searchPath)
  try {
    await withHands(beside, {}, async (first, helpers) => {
      await loadTogether(first, helpers, store)
      await first.statement('analyze') // whoever works with it next expects good plans
    })
    return new Renaming(url, beside)
  } catch (error) {
    await dropDatabase(beside).catch(() => undefined)
    throw error
  }
}

class Renaming implements Replacement {
  readonly url: string
  readonly #target: string
  #isDone = false

  constructor(target: string, url: string) {
    this.#target = target
    this.url = url
  }

  async swapIn(keepsOld: boolean): Promise<string | undefined> {
    const old = await onServer(this.#target, (server) => swap(server, this.#target, this.url))
    this.#isDone = true
    if (old === undefined) return undefined
    const aside = urlOfDatabase(this.#target, old)
    if (keepsOld) return aside
    await dropDatabase(aside)
    return undefined
  }

  async discard(): Promise<void> {
    if (!this.#isDone) await dropDatabase(this.url)
  }
}

/** Both names change in one transaction; returns the name under which the old database is kept. @throws DB230 */
async function swap(server: Session, target: string, beside: string): Promise<string | undefined> {
  const place = placeOf(parseAddress(target))
  const [name, made] = [parseAddress(target).database, parseAddress(beside).database]
  const { rows } = await server.ask('select 1 from pg_catalog.pg_database where datname = $1', [name])
  const aside = rows.length === 0 ? undefined : await asideOf(server, name)
  if (aside !== undefined) {
    await refuseUsed(server, name, place)
    for (const statement of await factsOf(server, name, made)) await server.ask(statement)
  }
  try {
    await server.begin('write')
    await server.endAfter(async () => {
      if (aside !== undefined) await server.ask(`alter database ${quote(name)} rename to ${quote(aside)}`)
      await server.ask(`alter database ${quote(made)} rename to ${quote(name)}`)
    })
  } catch (error) {
    const { cause } = error as Error
    throw codeOf(cause) === '55006' ? causedBy(inUse(place, serverWords(error)), error) : error
  }
  return aside
}

async function refuseUsed(server: Session, name: string, place: string): Promise<void> {
  const { rows } = await server.ask(
    `select pid, coalesce(nullif(application_name, ''), 'a program without a name'), usename
    from pg_catalog.pg_stat_activity where datname = $1 order by pid limit 5`,
    [name],
  )
  if (rows.length === 0) return
  const words = rows.map(([pid, program, user]) => `${String(program)} of ${String(user)} (${String(pid)})`)
  throw inUse(place, words.join(', '))
}

const longestName = 63

async function asideOf(server: Session, name: string): Promise<string> {
  const { rows } = await server.ask(
    `select pg_catalog.to_char(pg_catalog.clock_timestamp() at time zone 'UTC', 'YYYYMMDD_HH24MISS')`,
  )
  const ending = `_before_restore_${String(rows[0]?.[0])}`
  const taken = await server.ask('select datname from pg_catalog.pg_database')
  const names = new Set(taken.rows.map(([found]) => String(found)))
  for (let at = 1; ; at++) {
    const last = at === 1 ? ending : `${ending}_${at}`
    const aside =
      Buffer.from(name)
        .subarray(0, longestName - last.length)
        .toString() + last
    if (!names.has(aside)) return aside
  }
}

/** Whose the database is, who may connect to it, and what it tells its sessions: as statements for the new one. */
async function factsOf(server: Session, name: string, made: string): Promise<readonly string[]> {
  const of = quote(made)
  const { rows } = await server.ask(
    `select r.rolname, r.rolname <> current_user, d.datconnlimit, pg_catalog.shobj_description(d.oid, 'pg_database'), d.datacl is null
    from pg_catalog.pg_database d join pg_catalog.pg_roles r on r.oid = d.datdba where d.datname = $1`,
    [name],
  )
  const [owner, isOther, limit, comment, hasUsualRights] = rows[0] ?? []
  return [
    `alter database ${of} connection limit ${String(limit)}`,
    ...(comment === null ? [] : [`comment on database ${of} is ${quoteText(String(comment))}`]),
    ...(hasUsualRights === true
      ? []
      : [`revoke all on database ${of} from public`, ...(await grantsOf(server, name, of))]),
    ...(await settingsOf(server, name, of)),
    ...(isOther === true ? [`alter database ${of} owner to ${quote(String(owner))}`] : []),
  ]
}

async function grantsOf(server: Session, name: string, of: string): Promise<readonly string[]> {
  const { rows } = await server.ask(
    `select x.privilege_type, case when x.grantee = 0 then 'public' else pg_catalog.quote_ident(g.rolname) end, x.is_grantable
    from pg_catalog.pg_database d cross join lateral pg_catalog.aclexplode(d.datacl) x
    left join pg_catalog.pg_roles g on g.oid = x.grantee where d.datname = $1 and x.grantee <> d.datdba`,
    [name],
  )
  return rows.map(
    ([right, grantee, mayGive]) =>
      `grant ${String(right)} on database ${of} to ${String(grantee)}${mayGive === true ? ' with grant option' : ''}`,
  )
}

async function settingsOf(server: Session, name: string, of: string): Promise<readonly string[]> {
  const { rows } = await server.ask(
    `select r.rolname, pg_catalog.split_part(c.line, '=', 1), pg_catalog.substr(c.line, pg_catalog.strpos(c.line, '=') + 1)
    from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase
    cross join lateral pg_catalog.unnest(s.setconfig) c (line) left join pg_catalog.pg_roles r on r.oid = s.setrole
    where d.datname = $1`,
    [name],
  )
  return rows.map(([role, setting, value]) => {
    const whose = role === null ? `database ${of}` : `role ${quote(String(role))} in database ${of}`
    return `alter ${whose} set ${String(setting)} to ${valueOf(String(setting), String(value))}`
  })
}

// The catalogue keeps a list of names already as one. https://www.postgresql.org/docs/current/config-setting.html
const lists = new Set(['search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries'])

const valueOf = (setting: string, value: string): string => (lists.has(setting) ? value : quoteText(value))
