import { resolve } from 'node:path'
import type { Call, Flag } from './command.ts'

/** For commands that read or write backups; the key itself is nothing for a command line. */
export const keyFile: Flag = {
  long: 'key-file',
  value: 'FILE',
  about:
    'the file with the key of encrypted backups (default: the one in the configuration, else MILLWRIGHT_BACKUP_KEY)',
}

export function keyFileOf(call: Call): { readonly keyFile?: string } {
  const path = call.value('key-file')
  return path === undefined ? {} : { keyFile: resolve(call.io.cwd, path) }
}
