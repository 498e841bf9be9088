import { runStart } from './move/start.ts'

process.exitCode = await runStart(process.argv.slice(2))
