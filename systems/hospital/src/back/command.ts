import { reportText } from 'millwright'
import { answered, columns, followed, write } from '../move/command.ts'
import { cwd, near } from '../move/near.ts'
import { documentText } from '../move/save.ts'
import { parseRollback, rollbackUsage } from './options.ts'
import { type RolledBack, runRollback } from './run-rollback.ts'

/** `rollback` from its command line to its exit code. */
export async function runRollbackCommand(args: readonly string[]): Promise<number> {
  const parsed = parseRollback(args, { cwd: cwd(), today: '' })
  if (parsed.kind === 'help') return write(process.stdout, rollbackUsage, 0)
  if (parsed.kind === 'mistake') return write(process.stderr, `${parsed.message}\n\n${rollbackUsage}`, 2)
  const { options } = parsed
  return await answered(options.json, async () => {
    const result = await followed(options.json, (follow) => runRollback(options, follow))
    return { exit: result.exit, text: options.json ? documentText(result.document) : textOf(result) }
  })
}

const textOf = ({ document, files }: RolledBack): string =>
  reportText(document, { columns: columns(), path: near(files.html) })
