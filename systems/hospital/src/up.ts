import { runUpCommand } from './move/up-command.ts'

process.exitCode = await runUpCommand(process.argv.slice(2))
