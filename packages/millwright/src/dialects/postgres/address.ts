import { userInfo } from 'node:os'
import { badUrl } from './problems.ts'

/** How a connection is protected, in the words of libpq. https://www.postgresql.org/docs/current/libpq-ssl.html */
export const tlsModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof tlsModes)[number]

/** Where a database is and how to come to it. */
export type Address = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly tls: TlsMode
  /** Files with the authority's certificate, and with one's own and its key. */
  readonly certificates: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly options: AddressOptions
}

/** What else an address may say, as it was written. */
export type AddressOptions = {
  /** Schemas in the order in which names are looked up; the first is where new tables go. */
  readonly search_path?: string
  /** How long a statement waits for a lock before it gives up for a while, such as 1s. */
  readonly lock_timeout?: string
  readonly statement_timeout?: string
  readonly idle_in_transaction_session_timeout?: string
  readonly application_name?: string
  /** Seconds. */
  readonly connect_timeout?: string
}

const settings = [
  'search_path',
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'application_name',
  'connect_timeout',
] as const

const known: readonly string[] = [...settings, 'host', 'schema', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey']

/** `postgres://…` or `postgresql://…`. */
export const accepts = (url: string): boolean => /^postgres(?:ql)?:\/\//i.test(url)

/** Takes an address apart; what it leaves out comes from PGHOST and its like. @throws DB204 */
export function parseAddress(url: string): Address {
  const found = parse(url)
  const query = found.searchParams
  for (const name of query.keys()) if (!known.includes(name)) throw badUrl(mask(url), unknownWords(name))
  const host = firstOf(decode(found.hostname), query.get('host'), process.env['PGHOST'], 'localhost')
  const user = firstOf(decode(found.username), process.env['PGUSER'], userInfo().username)
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(firstOf(found.port, process.env['PGPORT'], '5432')),
    user,
    password: firstOf(decode(found.password), process.env['PGPASSWORD']) || undefined,
    database: firstOf(decode(found.pathname.replace(/^\//, '')), process.env['PGDATABASE'], user),
    tls: tlsOf(url, host, query.get('sslmode') ?? process.env['PGSSLMODE']),
    certificates: certificatesOf(query),
    options: optionsOf(query),
  }
}

const firstOf = (...given: readonly (string | null | undefined)[]): string =>
  given.find((text) => text !== null && text !== undefined && text !== '') ?? ''

function parse(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw badUrl(mask(url), 'it cannot be taken apart')
  }
}

const decode = (text: string): string => decodeURIComponent(text)

const unknownWords = (name: string): string => `it has an unknown parameter ${name} (known are ${known.join(', ')})`

const mask = (url: string): string => url.replace(/^([a-z]+:\/\/[^/:@]*):.*@/i, '$1:***@')

function tlsOf(url: string, host: string, wanted: string | undefined): TlsMode {
  if (wanted === undefined) return isLocal(host) ? 'disable' : 'prefer'
  const mode = tlsModes.find((one) => one === wanted)
  if (mode === undefined) throw badUrl(mask(url), `sslmode is one of ${tlsModes.join(', ')}`)
  return mode
}

/** A socket file or an address of this machine. */
export const isLocal = (host: string): boolean => /^(?:\/|localhost$|127\.|::1$|\[::1\]$)/i.test(host)

function certificatesOf(query: URLSearchParams): Address['certificates'] {
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => query.get(name) ?? undefined)
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
}

export function optionsOf(query: URLSearchParams): AddressOptions {
  const given = settings.flatMap((name) => {
    const value = query.get(name) ?? (name === 'search_path' ? query.get('schema') : null)
    return value === null ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}

/** The address in words, without secrets. */
export const placeOf = ({ host, port, database }: Address): string =>
  host.startsWith('/') ? `${database} at ${host}` : `${database} at ${host}:${port}`

/** The URL of another database on the same server. */
export function urlOfDatabase(url: string, database: string): string {
  const found = parse(url)
  found.pathname = `/${encodeURIComponent(database)}`
  return found.href
}

/** The URL of the database that every server has; the schemas of another one are not looked for in it. */
export function urlOfServer(url: string): string {
  const found = parse(urlOfDatabase(url, 'postgres'))
  for (const name of ['search_path', 'schema']) found.searchParams.delete(name)
  return found.href
}

const protections: Readonly<Record<TlsMode, string>> = {
  disable: 'not encrypted',
  prefer: 'encrypted if the server can; nobody checks who the server is (sslmode=prefer)',
  require: 'encrypted; nobody checks who the server is (sslmode=require)',
  'verify-ca': 'encrypted; the certificate is checked, its name is not (sslmode=verify-ca)',
  'verify-full': 'encrypted; the certificate and its name are checked (sslmode=verify-full)',
}

/** How a connection is protected, in words. */
export function protection(url: string): string {
  const { tls, host } = parseAddress(url)
  return tls === 'disable' && isLocal(host) ? 'not encrypted, and it does not leave this machine' : protections[tls]
}
