import { runMoveCommand } from './move/command.ts'

process.exitCode = await runMoveCommand(process.argv.slice(2))
