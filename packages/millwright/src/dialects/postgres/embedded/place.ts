import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type AddressOptions, optionsOf } from '../address.ts'

/** Where an embedded database is: its directory, none for one in memory; and what else its URL says. */
export type EmbeddedPlace = { readonly directory: string | undefined; readonly options: AddressOptions }

/** `pglite:directory`, or `pglite:memory`. */
export const acceptsEmbedded = (url: string): boolean => /^pglite:/i.test(url)

export function embeddedPlace(url: string): EmbeddedPlace {
  const [path = '', query = ''] = withoutScheme(url).split('?', 2)
  const directory = path === 'memory' ? undefined : resolve(path)
  return { directory, options: optionsOf(new URLSearchParams(query)) }
}

const withoutScheme = (url: string): string => url.replace(/^pglite:(?:\/\/(?=\/))?/i, '')

/** The same database with its full path, as seen from a folder. */
export function absoluteEmbedded(url: string, root: string): string {
  const [path = '', ...query] = withoutScheme(url).split('?')
  return `pglite:${[path === 'memory' ? path : resolve(root, path), ...query].join('?')}`
}

export const embeddedExists = async (url: string): Promise<boolean> => isCluster(embeddedPlace(url).directory)

/** Every data directory of PostgreSQL holds this file; one that is being exchanged is there all the time. */
export const isCluster = (directory: string | undefined): boolean =>
  directory !== undefined && (existsSync(join(directory, 'PG_VERSION')) || existsSync(swapMark(directory)))

/** Stands beside a directory while another one takes its place, which no system does in one step. */
export const swapMark = (directory: string): string => `${directory}.swapping`
