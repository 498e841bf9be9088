import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Project, RunEvent, RunResult } from 'millwright'
import type { Backup } from '../backup/write.ts'
import type { Result } from '../checks/evaluate.ts'
import { type LogLevel, MigrationLog } from '../reports/log.ts'
import type { Invariant, MigrationReport, RollbackInfo } from '../reports/migration-report.ts'
import { StepBook } from '../reports/step-book.ts'
import { stepNames, type StepReport } from '../reports/steps.ts'
import { type Ending, statusOf } from './ending.ts'
import { isBad } from './judge.ts'
import type { ManagerOptions, RunFlags } from './options.ts'
import { placesOf } from './options.ts'

/** Everything that a migration writes down while it happens. */
export class Records {
  readonly id: string
  readonly book: StepBook
  readonly #log: MigrationLog
  readonly #flags: RunFlags
  readonly #startedAt = new Date()
  plan: string | null = null
  rollback: RollbackInfo | null = null
  invariants: readonly Invariant[] = []
  /** What the first step found, and what the tenth did; undefined as long as it was not asked. */
  before: readonly Result[] | undefined
  after: readonly Result[] | undefined
  isMoved = false

  constructor(options: ManagerOptions, flags: RunFlags, id: string = randomUUID()) {
    this.id = id
    this.#flags = flags
    this.#log = new MigrationLog(placesOf(options).logs, options.logLevel)
    this.book = new StepBook((step) => this.#stepNews(step))
  }

  say(level: LogLevel, text: string, facts: Readonly<Record<string, unknown>> = {}): void {
    this.#log.write({ level, component: 'migration', text, facts: { migration_id: this.id, ...facts } })
  }

  /** The beginning, with everything that was asked for. */
  begun({ target, actor, params }: Project): void {
    const asked = { dry_run: this.#flags.dryRun === true, force: this.#flags.force === true, params }
    this.say('INFO', `${this.id} begins on ${target}, for ${actor} on ${hostname()}: ${JSON.stringify(asked)}`, asked)
  }

  take(event: RunEvent): void {
    this.book.take(event)
    if (event.type === 'runStarted') this.say('INFO', `plan ${event.plan}, run ${event.run}`)
    if (event.type === 'failed') this.say('ERROR', `${event.code} ${event.driver ?? event.text.what}`)
    if (event.type === 'check' && !event.result.ok) this.say('WARNING', `not passed: ${event.result.name}`)
    this.#flags.onEvent?.({ type: 'run', event })
  }

  planned({ plan, items }: { readonly plan: string; readonly items: RunResult['report']['items'] }): void {
    this.plan = plan
    this.say('DEBUG', `plan ${plan}, ${items.length} migrations`)
  }

  tell(results: readonly Result[]): void {
    for (const { id, severity, message } of results)
      this.say(severity === 'info' ? 'INFO' : severity === 'warning' ? 'WARNING' : 'ERROR', `${id} ${message}`)
  }

  protectedBy({ path, sha256 }: Pick<Backup, 'path' | 'sha256'>): void {
    this.rollback = {
      backup_file: path,
      backup_sha256: sha256,
      backup_proved: true,
      performed: false,
      started_at: null,
      completed_at: null,
      equal: null,
      conflicts_file: null,
    }
    this.say('INFO', `backup ${path}, sha256 ${sha256}, proved by a restore`)
  }

  #stepNews(step: StepReport): void {
    const { name, status, records_processed: done, records_total: total, duration_ms: ms, error_message: why } = step
    const at = `step ${stepNames.indexOf(name) + 1} of ${stepNames.length}, ${name}`
    if (status === 'failed') this.say('ERROR', `${at}: failed: ${why ?? ''}`)
    else if (status === 'completed') this.say('INFO', `${at}: ${done} of ${total} records in ${ms ?? 0} ms`)
    else this.say('DEBUG', `${at}: ${status}, ${done} of ${total} records`)
    this.#flags.onEvent?.({ type: 'step', step })
  }

  report(project: Project, end: Ending): MigrationReport {
    this.say(end.exit === 0 ? 'INFO' : 'ERROR', `verdict ${end.verdict}: ${end.reason}`)
    const { steps } = this.book
    const bad = [...(this.before ?? []), ...(this.after ?? [])].filter(isBad)
    return {
      migration_id: this.id,
      started_at: isoOffset(this.#startedAt),
      completed_at: end.verdict === 'PAUSED' ? null : isoOffset(new Date()),
      status: statusOf(end),
      verdict: end.verdict,
      reason: end.reason,
      exit_code: end.exit,
      dry_run: this.#flags.dryRun === true,
      already_migrated: this.isMoved,
      options: this.#asked(project),
      plan_hash: this.plan,
      operator: project.actor,
      host: hostname(),
      target: project.target,
      engine_version,
      total_records_migrated: steps.slice(2, 9).reduce((sum, step) => sum + step.records_processed, 0),
      validation_errors: bad,
      validation_warnings: (this.after ?? this.before ?? []).filter(({ severity }) => severity === 'warning'),
      rollback_info: this.rollback,
      invariants: this.invariants,
      steps,
    }
  }

  #asked({ params }: Project): MigrationReport['options'] {
    const { force, skipValidation, ...decisions } = params
    return { force: force !== undefined, skip_validation: skipValidation !== undefined, params: decisions }
  }
}

const engine_version = '0.1.0'

/** ISO 8601 with an offset in figures. */
const isoOffset = (date: Date): string => date.toISOString().replace('Z', '+00:00')
