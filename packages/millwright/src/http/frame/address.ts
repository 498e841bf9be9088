import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** The address at the other end of the connection. A proxy's header is not believed: anybody can write one. */
export function addressOf(c: Context): string {
  if (!isOverSocket(c.env)) return 'no socket'
  return getConnInfo(c).remote.address ?? 'unknown'
}

const isOverSocket = (env: unknown): boolean => typeof env === 'object' && env !== null && 'incoming' in env
