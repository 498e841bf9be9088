import { dirname, join } from 'node:path'
import type { Project } from 'millwright'

/** `full` holds everything and can bring it back; `settings` holds the settings alone, without secrets. */
export type Kind = 'full' | 'settings'

const forms: Readonly<Record<Kind, RegExp>> = {
  full: /^full_backup_\d{8}_\d{6}(?:_\d{1,3})?\.zip$/,
  settings: /^settings_backup_\d{8}_\d{6}(?:_\d{1,3})?\.json$/,
}

/** What a name may consist of, whatever it names. */
export const nameRule = /^[A-Za-z0-9._-]+$/

/** The kind of backup that has such a name; undefined for names that no backup has. */
export function kindOf(name: string): Kind | undefined {
  if (forms.full.test(name)) return 'full'
  return forms.settings.test(name) ? 'settings' : undefined
}

/** The names for a backup of one second, the first free one is to be taken. */
export function* namesFor(kind: Kind, moment: string): Generator<string> {
  const ending = kind === 'full' ? '.zip' : '.json'
  const name = `${kind}_backup_${stampOf(moment)}`
  yield `${name}${ending}`
  for (let at = 2; at < 1000; at++) yield `${name}_${at}${ending}`
}

/** In UTC, so that names are in the order of time also on the night when clocks go back. */
const stampOf = (moment: string): string =>
  moment.slice(0, 19).replaceAll('-', '').replace('T', '_').replaceAll(':', '')

/** `backups/full` and `backups/settings`, beside the database. */
export function folderOf({ url }: Project, kind: Kind): string {
  const file = url.replace(/^[a-z]+:/, '')
  return join(dirname(file), 'backups', kind)
}
