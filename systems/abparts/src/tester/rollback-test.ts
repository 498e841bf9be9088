import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { faultyDialect } from 'millwright/testing'
import { DataMigrationManager } from '../manager/manager.ts'
import type { ManagerOptions } from '../manager/options.ts'
import { type StepName, stepNames } from '../reports/steps.ts'
import type { MigrationStatus } from '../reports/migration-report.ts'
import type { TestResult } from '../reports/test-report.ts'
import { caught, noMetrics, resultOf, timed } from './result.ts'
import { differences, type State, stateOf } from './state.ts'
import type { Workshop } from './throwaway.ts'

const dataset = { sample: 'minimal_sample' } as const

type Case = {
  readonly name: string
  readonly description: string
  readonly run: (options: ManagerOptions) => Promise<End>
}

/** How a migration ended that should leave nothing behind. */
type End = { readonly status: MigrationStatus; readonly reason: string }

const cases: readonly Case[] = [
  { name: 'migrated and taken back', description: 'the way back after a migration that was proved', run: thereAndBack },
  ...stepNames.map((step) => ({
    name: `failure in ${step}`,
    description: 'the database fails in the middle of the step; the migration takes itself back',
    run: (options: ManagerOptions) => failing(options, step),
  })),
  ...stepNames.map((step) => ({
    name: `killed in ${step}`,
    description: 'the process is killed in the middle of the step; the next one takes the migration back',
    run: (options: ManagerOptions) => killed(options, step),
  })),
]

/** One way back after a whole migration, one failure and one killed process for each step: 23 comparisons. */
export async function* testRollback(workshop: Workshop): AsyncGenerator<TestResult> {
  for (const one of cases) {
    const about = { sample_name: `minimal_sample: ${one.name}`, sample_description: one.description }
    yield await caught(about, () => compared(workshop, one))
  }
}

async function compared(workshop: Workshop, { name, description, run }: Case): Promise<TestResult> {
  const made = await workshop.make(dataset)
  try {
    const before: State = await stateOf(made)
    const [end, seconds] = await timed(() => run(made))
    const left = differences(before, await stateOf(made))
    return resultOf({
      sample_name: `minimal_sample: ${name}`,
      sample_description: description,
      error_message: null,
      performance_metrics: { ...noMetrics, rollback_duration: seconds },
      migration_status: end.status,
      validation_summary: end.reason,
      expected: { status: 'rolled_back', different: '' },
      actual: { status: end.status, different: left.join(', ') },
    })
  } finally {
    await made.dispose()
  }
}

async function thereAndBack(options: ManagerOptions): Promise<End> {
  const manager = new DataMigrationManager(options)
  const { status, reason } = await manager.runMigration()
  if (status !== 'completed') return { status, reason }
  return manager.rollback()
}

/** Armed when the step begins, the fault meets the first transaction that would be kept, or the first question where none is. */
async function failing(options: ManagerOptions, step: StepName): Promise<End> {
  let isArmed = false
  const isReading = ['validate_current_schema', 'backup_existing_data', 'validate_migrated_data'].includes(step)
  const strike = (kind: string): void => {
    if (!isArmed || (!isReading && kind !== 'commit')) return
    isArmed = false
    throw new Error(`injected into ${step}`)
  }
  const dialect: ManagerOptions['dialect'] = (found) => faultyDialect(found, { before: ({ kind }) => strike(kind) })
  return new DataMigrationManager({ ...options, dialect }).runMigration({
    onEvent: (event) => {
      if (event.type === 'step' && event.step.name === step && event.step.status === 'in_progress') isArmed = true
    },
  })
}

/** What the next process finds is taken back; before the first write there is nothing to take back. */
async function killed(options: ManagerOptions, step: StepName): Promise<End> {
  const signal = await runAndKill(options, step)
  if (signal !== 'SIGKILL') return { status: 'failed', reason: `the process was not killed: ${signal ?? 'it ended'}` }
  if (step === 'validate_current_schema' || step === 'backup_existing_data')
    return { status: 'rolled_back', reason: 'nothing had been written' }
  return new DataMigrationManager(options).rollback()
}

function runAndKill({ url, directory }: ManagerOptions, step: StepName): Promise<string | null> {
  const program = fileURLToPath(new URL('killed.ts', import.meta.url))
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, program, JSON.stringify({ url, directory, step })], {
    stdio: 'ignore',
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'millwright-compile-cache') },
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (_, signal) => done(signal))
  })
}
