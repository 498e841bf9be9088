import { runKpiCommand } from './kpi/command.ts'

process.exitCode = await runKpiCommand(process.argv.slice(2))
