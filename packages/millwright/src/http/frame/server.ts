import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/** Where to listen, and what to say when that is not possible. */
export type Place = {
  readonly host: string
  /** Undefined: the usual one, or any other that is free. */
  readonly port: number | undefined
  /** The port that is tried first when none was asked for; 8080 unless said. */
  readonly usualPort?: number
  /** The error for a place that is taken or not ours. */
  readonly refuse: (place: string, words: string) => Error
}

/** A server that listens. */
export type Listening = {
  /** Where it is, without a slash at the end. */
  readonly url: string
  /** Answers what was asked, takes nothing new, and after a while cuts off who does not come to an end. */
  readonly close: () => Promise<void>
}

/** What answers requests: an application of Hono, for one. */
export type Answering = { readonly fetch: (request: Request, env: unknown) => Response | Promise<Response> }

/**
 * Lets an application listen.
 *
 * @example const { url, close } = await listen(app, { host: '127.0.0.1', port: undefined, refuse: cannotListen })
 * @throws what `refuse` makes
 */
export async function listen({ fetch }: Answering, place: Place): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: fetch as Parameters<typeof createAdaptorServer>[0]['fetch'],
    serverOptions: {
      headersTimeout: 15_000,
      requestTimeout: 120_000,
      connectionsCheckingInterval: 5000, // else nobody looks whether those times are over for half a minute
      maxHeaderSize: 16_384,
    },
  }) as Server
  const { port, usualPort = 8080 } = place
  if (port === undefined) await listenAt(server, place, usualPort).catch(() => listenAt(server, place, 0))
  else await listenAt(server, place, port)
  let closed: Promise<void> | undefined
  return { url: urlOf(server, place.host), close: () => (closed ??= close(server)) }
}

const listenAt = (server: Server, { host, refuse }: Place, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(refuse(`${host}:${port}`, error.message))
    server.once('error', fail)
    server.listen(port, host, () => {
      server.removeListener('error', fail)
      resolve()
    })
  })

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const patience = 5000

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  await closed
  clearTimeout(cut)
}
