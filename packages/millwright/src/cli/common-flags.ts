import type { Flag } from './command.ts'

/** What every command understands. */
export const commonFlags: readonly Flag[] = [
  { long: 'json', about: 'print one JSON document; progress goes to standard error as JSON lines' },
  { long: 'config', value: 'FILE', about: 'the configuration (default: millwright.config.ts here or above)' },
  { long: 'url', value: 'URL', about: 'the database, instead of the one in the configuration' },
  { long: 'migrations', value: 'FOLDER', about: 'the migrations, instead of those of the configuration' },
  { long: 'param', value: 'NAME=VALUE', repeat: true, about: 'a parameter for moves; may be repeated' },
]
