import { runStart } from './commands/start.ts'

process.exitCode = await runStart()
