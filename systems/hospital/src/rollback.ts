import { runRollbackCommand } from './back/command.ts'

process.exitCode = await runRollbackCommand(process.argv.slice(2))
