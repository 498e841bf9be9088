import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { notAFile } from './problems.ts'

const memory = ':memory:'

/** `sqlite:path`, `sqlite::memory:`, or the path of a file that ends as SQLite's files do. */
export const accepts = (url: string): boolean =>
  url.startsWith('sqlite:') || (!/^[a-z][a-z0-9+.-]+:/i.test(url) && /\.(?:db|sqlite3?)$/i.test(url))

const withoutScheme = (url: string): string => url.replace(/^sqlite:(?:\/\/(?=\/))?/, '')

export const isMemory = (url: string): boolean => withoutScheme(url) === memory

/** The full path of the file behind a URL. @throws DB116 when there is none */
export function pathOf(url: string): string {
  if (isMemory(url)) throw notAFile(url)
  return resolve(withoutScheme(url))
}

/** The same database with its full path, as seen from a folder. */
export const absolute = (url: string, root: string): string =>
  isMemory(url) ? url : `sqlite:${resolve(root, withoutScheme(url))}`

export const exists = async (url: string): Promise<boolean> => !isMemory(url) && existsSync(pathOf(url))
