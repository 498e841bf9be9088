import { runServeCommand } from './server/command.ts'

process.exitCode = await runServeCommand(process.argv.slice(2))
