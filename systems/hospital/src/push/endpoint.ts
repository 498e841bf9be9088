import { isIP } from 'node:net'
import type { Environment } from '../mail/server.ts'
import { endpointRefused } from './problems.ts'

/** Push services inside of the house, by host name: `HOSPITAL_PUSH_HOSTS`, separated by commas. */
export const pushHostsIn = (env: Environment): ReadonlySet<string> =>
  new Set((env['HOSPITAL_PUSH_HOSTS'] ?? '').split(/[\s,]+/).filter((host) => host !== ''))

const longest = 2000

/**
 * The server sends requests to this address, so it must be one of a push service on the internet: nobody gets it to
 * knock at doors inside of the house.
 *
 * @throws Refusal `endpoint_not_allowed`
 */
export function checkEndpoint(endpoint: string, houseHosts: ReadonlySet<string>): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || endpoint.length > longest) throw endpointRefused('is no address of a push service')
  if (url.username !== '' || url.password !== '') throw endpointRefused('names an account')
  if (houseHosts.has(url.hostname)) return endpoint
  if (url.protocol !== 'https:') throw endpointRefused('is not https')
  if (isInside(url.hostname)) throw endpointRefused('is not a host on the internet')
  return endpoint
}

const isInside = (host: string): boolean =>
  isIP(host.replace(/^\[|\]$/g, '')) !== 0 ||
  !host.includes('.') ||
  /\.(?:local|localhost|internal|lan|home\.arpa)$/.test(host)
