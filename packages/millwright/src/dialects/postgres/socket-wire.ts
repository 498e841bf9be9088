import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { ConnectionOptions } from 'node:tls'
import type { Client, CustomTypesConfig, QueryArrayResult } from 'pg'
import type { Value } from '../../kernel/value.ts'
import { type Address, isLocal, placeOf } from './address.ts'
import { cannotConnect, databaseMissing } from './problems.ts'
import { causedBy } from '../../kernel/problem.ts'
import { codeOf, failureOf, serverWords } from './failure.ts'
import { readerOf } from './values.ts'
import { statusAfterFailure, type Wire, type WireResult, type WireStatus } from './wire.ts'

/** Opens a session over a socket. @throws DB201 when the server has no such database, DB202 */
export async function openSocket(address: Address): Promise<Wire> {
  try {
    return new SocketWire(await connect(address))
  } catch (error) {
    const place = placeOf(address)
    throw causedBy(codeOf(error) === '3D000' ? databaseMissing(place) : cannotConnect(place, serverWords(error)), error)
  }
}

async function connect(address: Address): Promise<Client> {
  if (address.tls !== 'prefer') return connectWith(address, await tlsOptions(address))
  try {
    return await connectWith(address, await tlsOptions(address))
  } catch (error) {
    if (!serverWords(error).includes('does not support SSL')) throw error
    return connectWith(address, false)
  }
}

async function connectWith(address: Address, ssl: false | ConnectionOptions): Promise<Client> {
  const { Client: PgClient } = await import('pg')
  const { host, port, user, password, database, options } = address
  const client = new PgClient({
    host,
    port,
    user,
    password,
    database,
    ssl,
    application_name: options.application_name ?? 'millwright',
    connectionTimeoutMillis: Number(options.connect_timeout ?? 10) * 1000,
    keepAlive: !isLocal(host),
  })
  client.on('error', () => undefined) // a lost connection is known to the wire
  await client.connect()
  return client
}

async function tlsOptions({ tls, certificates }: Address): Promise<false | ConnectionOptions> {
  if (tls === 'disable') return false
  const read = async (file: string | undefined) => (file === undefined ? undefined : readFile(file))
  const [ca, cert, key] = await Promise.all([certificates.ca, certificates.cert, certificates.key].map(read))
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    // A certificate that nobody checks keeps listeners out, not impostors.
    rejectUnauthorized: tls.startsWith('verify-'),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  }
}

/** What the driver's declarations leave out. */
type Inner = { readonly processID: number | null; getTransactionStatus(): 'I' | 'T' | 'E' | null }

const statuses: Readonly<Record<string, WireStatus>> = { I: 'idle', T: 'open', E: 'failed' }

const types = { getTypeParser: readerOf } as unknown as CustomTypesConfig

class SocketWire implements Wire {
  readonly copyFrom = 'stdin'
  readonly copyTo = 'stdout'
  readonly #client: Client
  #status: WireStatus = 'idle'
  #isLost = false

  constructor(client: Client) {
    this.#client = client
    client.on('end', () => (this.#isLost = true))
  }

  get isLost(): boolean {
    return this.#isLost
  }

  get status(): WireStatus {
    return this.#status
  }

  get greetedBy(): number | undefined {
    return this.#inner.processID ?? undefined
  }

  get #inner(): Inner {
    return this.#client as unknown as Inner
  }

  async query(text: string, values: readonly (string | null)[] = []): Promise<WireResult> {
    const config = { text, values: [...values], rowMode: 'array' as const, types, queryMode: 'extended' }
    const result = await this.#ask(() => this.#client.query<Value[]>(config))
    return resultOf(result)
  }

  async script(text: string): Promise<void> {
    await this.#ask(() => this.#client.query(text))
  }

  async setUp(text: string): Promise<void> {
    await this.query(text)
  }

  async copyIn(text: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
    const { from } = await import('pg-copy-streams')
    const stream = from(text)
    await this.#ask(() => pipeline(chunks, this.#client.query(stream)))
    return stream.rowCount
  }

  async *copyOut(text: string): AsyncGenerator<Uint8Array> {
    const { to } = await import('pg-copy-streams')
    const stream = this.#client.query(to(text))
    try {
      for await (const chunk of stream) yield chunk as Uint8Array
      this.#status = this.#told()
    } catch (error) {
      this.#status = statusAfterFailure(this.#status)
      throw this.#lost(error)
    }
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined)
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#status = this.#told()
      return result
    } catch (error) {
      this.#status = statusAfterFailure(this.#status)
      throw this.#lost(error)
    }
  }

  #told(): WireStatus {
    return statuses[this.#inner.getTransactionStatus() ?? 'I'] as WireStatus
  }

  /** The driver's own words about a connection that is gone come without a code. */
  #lost(error: unknown): unknown {
    const isSilent = codeOf(error) === undefined && error instanceof Error
    if (isSilent && /connection|terminated|closed/i.test(error.message)) Object.assign(error, { code: '08006' })
    // The server says that it ends the session before the socket is closed.
    if (failureOf(error) === 'lost') this.#isLost = true
    return error
  }
}

const resultOf = ({ fields, rows, command, rowCount }: QueryArrayResult<Value[]>): WireResult => ({
  columns: fields.map(({ name }) => name),
  rows,
  command: command ?? '',
  count: rowCount ?? 0,
})
