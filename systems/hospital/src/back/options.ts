import { parseArgs } from 'node:util'
import { type Parsed, pathIn, type Place } from '../move/options.ts'

export const rollbackUsage = `Goes back to the JSON files of before the move, and proves it.

  npm run -s rollback -w systems/hospital -- --data DIR --db FILE [--json]
      [--merge-delta]   write what was done in the database since into ocm.json and ppm.json
      [--accept-loss]   give up what was done in the database since; it stays in *_delta_*.json and in the backup
`

export type RollbackOptions = {
  readonly data: string
  readonly db: string
  readonly acceptLoss: boolean
  readonly mergeDelta: boolean
  readonly json: boolean
}

const flags = {
  data: { type: 'string' },
  db: { type: 'string' },
  'accept-loss': { type: 'boolean' },
  'merge-delta': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** Reads the command line of `rollback`, as strictly as that of `move`. */
export function parseRollback(args: readonly string[], { cwd }: Place): Parsed<RollbackOptions> {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    const options = {
      data: pathIn(values, 'data', cwd),
      db: pathIn(values, 'db', cwd),
      acceptLoss: values['accept-loss'] === true,
      mergeDelta: values['merge-delta'] === true,
      json: values.json === true,
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}
