import { isProblem, status } from 'millwright'
import { DataMigrationManager } from '../manager/manager.ts'
import { type ManagerOptions, projectOf, type RunFlags } from '../manager/options.ts'
import { declined } from '../manager/problems.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { runValidation } from '../validator.ts'
import { generateDatabase } from '../generator/generate-database.ts'
import type { Answer } from './answer.ts'
import { type Io, isConfirmed } from './io.ts'
import { type Command, type CommandName, defectsIn, keepDaysIn, sampleIn, textIn, typeIn } from './parse.ts'
import { runProcedure, runWindow } from './production.ts'
import { runProtocols, runServe } from './protocols.ts'
import { migrationText, testLine, testText, validationText, watchSteps } from './screen.ts'

type Run = (command: Command, io: Io) => Promise<Answer>

const runs: Readonly<Record<CommandName, Run>> = {
  validate: async ({ options }) => {
    const report = await runValidation(options)
    return { document: report, text: validationText(report), exit: report.is_valid ? 0 : 4 }
  },
  migrate,
  test: async ({ options, values }, io) => {
    const { MigrationTester } = await import('../tester/tester.ts') // only now: it brings the tools of tests along
    const tester = new MigrationTester(options, (result) => io.screen.write(`${testLine(result)}\n`))
    const report = await tester.run(typeIn(values), sampleIn(values))
    return { document: report, text: testText(report), exit: report.success ? 0 : 4 }
  },
  rollback: rollBack,
  resume: async ({ options }, io) => migrated(await new DataMigrationManager(options).resume(watching(io))),
  status: async ({ options }) => {
    const found = await status(await projectOf(options))
    const applied = found.migrations.filter(({ state }) => state === 'applied').map(({ id }) => id)
    return { document: found, text: `${found.target}: applied ${applied.join(', ') || 'nothing'}\n`, exit: 0 }
  },
  contract: async ({ options, values }) => {
    const flags = { keepDays: keepDaysIn(values), yes: values['yes'] === true }
    const report = await new DataMigrationManager(options).contract(flags)
    return { document: report, text: `verdict: ${report.verdict} (${report.reason})\n`, exit: report.exit_code }
  },
  generate: async ({ options, values }) => {
    const sample = sampleIn(values)
    const manifest = await generateDatabase(options, { sample, defects: defectsIn(values) })
    return { document: manifest, text: `${sample}: ${Object.keys(manifest.rows).length} tables\n`, exit: 0 }
  },
  protocols: runProtocols,
  window: runWindow,
  production: runProcedure,
  serve: runServe,
}

/** Runs a command. */
export const runCommand: Run = (command, io) => runs[command.name](command, io)

/** Validate, rehearse, ask, run, validate; which of these, the flags say. */
async function migrate(command: Command, io: Io): Promise<Answer> {
  const { options, values } = command
  const [force, isDry, isYes] = [values['force'] === true, values['dry-run'] === true, values['yes'] === true]
  const manager = new DataMigrationManager(options)
  const flags: RunFlags = { force, skipValidation: values['skip-validation'] === true }
  if (!force) await showValidation(options, io)
  if (!force || isDry) {
    io.screen.write('Rehearsal on a copy\n')
    const rehearsed = await manager.runMigration({ ...flags, ...watching(io), dryRun: true })
    if (isDry || rehearsed.exit_code !== 0 || rehearsed.already_migrated) return migrated(rehearsed)
  }
  const { target } = await projectOf(options)
  if (!isYes && !(await isConfirmed(io, target))) throw declined()
  io.screen.write(`Migration of ${target}\n`)
  const report = await manager.runMigration({ ...flags, ...watching(io) })
  if (report.status === 'completed') await showValidation(options, io)
  return migrated(report)
}

const watching = (io: Io): Pick<RunFlags, 'signal' | 'onEvent'> => ({
  signal: io.signal,
  onEvent: watchSteps(io.screen),
})

async function showValidation(options: ManagerOptions, io: Io): Promise<void> {
  io.screen.write(`Validation\n${validationText(await runValidation(options))}`)
}

const migrated = (report: MigrationReport): Answer => ({
  document: report,
  text: migrationText(report),
  exit: report.exit_code,
})

async function rollBack({ options, values }: Command, io: Io): Promise<Answer> {
  if (values['yes'] !== true && !(await mayRollBack(options, io))) throw declined()
  const run = textIn(values, 'run')
  const backup = textIn(values, 'backup')
  const report = await new DataMigrationManager(options).rollback({
    ...(run === undefined ? {} : { run }),
    ...(backup === undefined ? {} : { backup }),
    acceptConflicts: values['accept-conflicts'] === true,
  })
  return { document: report, text: `verdict: ${report.verdict} (${report.reason})\n`, exit: report.exit_code }
}

async function mayRollBack(options: ManagerOptions, io: Io): Promise<boolean> {
  const { target } = await projectOf(options)
  const answer = await io.ask(`Take the migration of ${target} back? Type ROLLBACK to go on: `)
  return answer?.trim() === 'ROLLBACK'
}

/** A problem as a document. */
export function problemDocument(error: unknown): object {
  const why = error instanceof Error ? error.message : String(error)
  if (!isProblem(error)) return { verdict: { word: 'FAILED', exitCode: 1, why }, problem: null }
  const { code, exit, text } = error
  const word = exit === 4 ? 'REFUSED' : 'FAILED'
  return { verdict: { word, exitCode: exit, why }, problem: { code, ...text } }
}
