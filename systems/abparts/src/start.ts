import { runStart } from './cli/start.ts'

process.exitCode = await runStart()
