import { createHash } from 'node:crypto'
import type { RunEvent } from 'millwright'
import type { Result } from '../checks/evaluate.ts'
import { isStepName, newStep, type StepCounts, type StepName, stepNames, type StepReport } from './steps.ts'

/** Called with a step each time something is new about it. */
export type OnStep = (step: StepReport) => void

type StepDone = Extract<RunEvent, { type: 'stepDone' }>
type DoneStep = { readonly name: string; readonly state: string; readonly counters: StepDone['counters'] }

/** The eleven steps while they happen: told by the manager, and by the events of the engine's run. */
export class StepBook {
  readonly #steps = new Map<StepName, StepReport>(stepNames.map((name) => [name, newStep(name)]))
  /** The engine's steps whose end was told. */
  readonly #told = new Set<string>()
  readonly #onStep: OnStep
  readonly #now: () => Date

  constructor(onStep: OnStep, now: () => Date = () => new Date()) {
    this.#onStep = onStep
    this.#now = now
  }

  get steps(): readonly StepReport[] {
    return stepNames.map((name) => this.#of(name))
  }

  #of(name: StepName): StepReport {
    return this.#steps.get(name) ?? newStep(name)
  }

  #set(name: StepName, change: Partial<StepReport>): void {
    const step = { ...this.#of(name), ...change }
    this.#steps.set(name, step)
    this.#onStep(step)
  }

  /** A step begins; a second beginning of the same one goes on with it. */
  begin(name: StepName, total = 0, at: string = this.#now().toISOString()): void {
    const { started_at: known, records_total: before } = this.#of(name)
    this.#set(name, { status: 'in_progress', started_at: known ?? at, records_total: Math.max(total, before) })
  }

  complete(name: StepName, counts: StepCounts, about: { findings?: readonly Result[]; at?: string } = {}): void {
    const at = about.at ?? this.#now().toISOString()
    const { records_total: total, findings } = this.#of(name)
    this.#set(name, {
      status: 'completed',
      ...this.#ended(name, at),
      counts,
      records_processed: counts.read,
      records_total: Math.max(total, counts.read),
      findings: about.findings ?? findings,
    })
  }

  /** The first error of a step is the one that counts. */
  fail(name: StepName, message: string, findings?: readonly Result[]): void {
    const step = this.#of(name)
    const at = this.#now().toISOString()
    this.#set(name, {
      status: 'failed',
      ...this.#ended(name, at),
      error_message: step.error_message ?? message,
      findings: findings ?? step.findings,
    })
  }

  skip(name: StepName): void {
    this.#set(name, { status: 'skipped' })
  }

  /** What was done was undone; a step that failed stays the one that failed. */
  rollBack(): void {
    for (const { name, status } of this.steps)
      if (isWriting(name) && (status === 'completed' || status === 'in_progress'))
        this.#set(name, { status: 'rolled_back' })
  }

  /** The step that is under way, or else the one that would be next. */
  current(): StepName {
    const found =
      this.steps.find(({ status }) => status === 'in_progress') ??
      this.steps.find(({ status }) => status === 'not_started')
    return found?.name ?? 'cleanup_old_data'
  }

  /** The plan's words for the steps, by name. */
  describe(words: ReadonlyMap<string, string>): void {
    for (const [name, text] of words) {
      if (!isStepName(name)) continue
      const sql_fingerprint = createHash('sha256').update(text).digest('hex')
      this.#steps.set(name, { ...this.#of(name), sql_fingerprint })
    }
  }

  /** Takes up what the engine tells of its run. */
  take(event: RunEvent): void {
    if (event.type === 'stepStarted') return this.#stepStarted(event)
    if (event.type === 'progress') return this.#progress(event)
    if (event.type === 'stepDone') return this.#stepDone(event)
    if (event.type === 'itemStarted' && event.migration > moveId) this.begin('cleanup_old_data', 3, event.at)
    if (event.type === 'itemDone' && event.migration === lastId)
      this.complete('cleanup_old_data', { ...this.#of('cleanup_old_data').counts, read: 3, updated: 3 }, event)
    if (event.type === 'failed') this.fail(this.#placeOf(event.step, event.migration), event.driver ?? event.text.what)
  }

  /** Takes up what the engine knows of steps that another process did before this one went on. */
  takeUp(steps: readonly DoneStep[], at: string): void {
    const done = steps.filter(({ name, state }) => state === 'ok' && !this.#told.has(name))
    for (const { name, counters } of done) this.#stepDone({ step: name, counters, at })
  }

  #stepStarted({ step, total, at }: Extract<RunEvent, { type: 'stepStarted' }>): void {
    const name = nameIn(step)
    if (name !== undefined) this.begin(name, name === 'cleanup_old_data' ? 3 : (total?.rows ?? 0), at)
  }

  #progress({ step, counters }: Extract<RunEvent, { type: 'progress' }>): void {
    const name = nameIn(step)
    if (name !== undefined) this.#set(name, { records_processed: counters.read })
  }

  /** A step with two works has as many records as the larger of them; a row that either changed counts once. */
  #stepDone({ step, counters, at }: Pick<StepDone, 'step' | 'counters' | 'at'>): void {
    this.#told.add(step)
    const name = nameIn(step)
    if (name === undefined || name === 'cleanup_old_data') return
    const before = this.#of(name).counts
    const read = Math.max(before.read, counters.read)
    const updated = Math.max(before.updated, counters.updated)
    const inserted = before.inserted + counters.inserted
    const [merged, rejected] = [counters.merged, counters.rejected + counters.filtered]
    const unchanged = read - updated - inserted - merged - rejected
    this.complete(name, { read, inserted, updated, unchanged, merged, rejected }, { at })
  }

  #ended(name: StepName, at: string): Pick<StepReport, 'completed_at' | 'duration_ms' | 'started_at'> {
    const started_at = this.#of(name).started_at ?? at
    return { started_at, completed_at: at, duration_ms: Math.max(0, Date.parse(at) - Date.parse(started_at)) }
  }

  #placeOf(step: string | undefined, migration: string | undefined): StepName {
    const name = step === undefined ? undefined : nameIn(step)
    if (name !== undefined) return name
    return migration !== undefined && migration > moveId ? 'cleanup_old_data' : this.current()
  }
}

/** The move's own migration, and the last one of a run. */
const moveId = '0003'
export const lastId = '0005'

/** A step of the engine by the step of the report that it belongs to. */
function nameIn(step: string): StepName | undefined {
  const name = step.split(':')[0] ?? ''
  return isStepName(name) ? name : undefined
}

const isWriting = (name: StepName): boolean =>
  name !== 'validate_current_schema' && name !== 'backup_existing_data' && name !== 'validate_migrated_data'
