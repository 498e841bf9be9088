import { basename } from 'node:path'

export type FileName = { readonly id: string; readonly name: string; readonly extension: 'sql' | 'ts' | 'js' | 'mjs' }

const fits = /^(?=[a-z]*\d)([0-9a-z]+)_(.+)\.(sql|ts|js|mjs)$/i
const almost = /\.sql$|^\d.*\.[cm]?[jt]sx?$/i

/** The parts of `<id>_<name>.<extension>`; undefined for every other name. */
export function parseFileName(file: string): FileName | undefined {
  const [, id, name, extension] = fits.exec(basename(file)) ?? []
  if (id === undefined || name === undefined || extension === undefined || isIgnored(file)) return undefined
  return { id, name, extension: extension.toLowerCase() as FileName['extension'] }
}

/** Hidden files, editors' copies and type declarations are no business of ours. */
const isIgnored = (file: string): boolean => /^[.#]|[~#]$|\.d\.[cm]?ts$/i.test(basename(file))

/** Whether a name that does not fit was probably meant to: it must not be passed over in silence. */
export const isAlmostMigration = (file: string): boolean =>
  !isIgnored(file) && almost.test(basename(file)) && parseFileName(file) === undefined
