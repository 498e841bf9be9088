/** A process that migrates a throwaway database and kills itself in the middle of a step. */
import { DataMigrationManager } from '../manager/manager.ts'
import type { ManagerEvent } from '../manager/options.ts'
import type { StepName } from '../reports/steps.ts'

type Order = { readonly url: string; readonly directory: string; readonly step: StepName }

const { url, directory, step } = JSON.parse(process.argv[2] ?? '{}') as Order

/** A step that writes is killed when its first batch is kept; any other when it begins. */
const writes = step.startsWith('migrate_') || step.startsWith('create_')

function onEvent(event: ManagerEvent): void {
  if (isThere(event)) process.kill(process.pid, 'SIGKILL')
}

const isThere = (event: ManagerEvent): boolean =>
  writes
    ? event.type === 'run' && event.event.type === 'progress' && event.event.step === step
    : event.type === 'step' && event.step.name === step && event.step.status === 'in_progress'

await new DataMigrationManager({ url, directory }).runMigration({ onEvent })
