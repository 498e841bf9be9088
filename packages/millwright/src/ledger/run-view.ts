import type { Finding } from '../kernel/finding.ts'
import { type Counters, noCounters } from '../kernel/counters.ts'
import type { BackupFacts, CheckResult, PlannedItem, RunEvent, RunNews, Total } from './events.ts'
import type { Verdict } from './states.ts'

export type StepView = {
  readonly name: string
  readonly kind: string
  readonly state: 'queued' | 'running' | 'ok' | 'failed'
  readonly counters: Counters
  readonly total: Total
  readonly ms?: number
  readonly startedAt?: string
  readonly batch?: { readonly rows: number; readonly ms: number }
  readonly position?: string
}

export type ItemView = {
  readonly migration: string
  readonly direction: 'up' | 'down'
  readonly kind: PlannedItem['kind']
  readonly state: 'queued' | 'running' | 'ok' | 'failed'
  readonly ms?: number
  readonly steps: readonly StepView[]
}

/** Everything a screen or a report shows of a run. */
export type RunView = {
  readonly run: string
  readonly plan: string
  readonly target: string
  readonly rehearsal: boolean
  readonly resumed: boolean
  readonly epoch: number
  readonly startedAt: string
  readonly items: readonly ItemView[]
  readonly backup?: BackupFacts
  readonly backupSkipped?: string
  readonly findings: readonly (Finding & { readonly migration?: string; readonly step?: string })[]
  readonly checks: readonly CheckResult[]
  readonly waiting?: string
  readonly failure?: Extract<RunNews, { type: 'failed' }>
  readonly verdict?: { readonly word: Verdict; readonly why: string; readonly ms: number }
}

export const noView: RunView = {
  run: '',
  plan: '',
  target: '',
  rehearsal: false,
  resumed: false,
  epoch: 0,
  startedAt: '',
  items: [],
  findings: [],
  checks: [],
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>
type Folds = { readonly [T in RunEvent['type']]: (view: RunView, event: Of<T>) => RunView }

const folds: Folds = {
  runStarted: started,
  backupProved: (view, { backup }) => ({ ...view, backup }),
  backupSkipped: (view, { reason }) => ({ ...view, backupSkipped: reason }),
  itemStarted: (view, { migration }) => inItem(view, migration, (item) => ({ ...item, state: 'running' })),
  itemDone: (view, { migration, ms }) => inItem(view, migration, (item) => ({ ...item, state: 'ok', ms })),
  stepStarted: (view, event) =>
    inStep(view, event, (step) => ({
      ...step,
      state: 'running',
      total: event.total,
      counters: event.done,
      startedAt: event.at,
    })),
  progress: (view, event) =>
    inStep(withoutWaiting(view), event, (step) => ({
      ...step,
      counters: event.counters,
      position: event.position,
      batch: { rows: event.batchRows, ms: event.batchMs },
    })),
  stepDone: (view, event) =>
    inStep(view, event, (step) => ({ ...step, state: 'ok', counters: event.counters, ms: event.ms })),
  finding: (view, event) => ({ ...view, findings: [...view.findings, { ...event.finding, ...placeOf(event) }] }),
  check: (view, { result }) => ({ ...view, checks: [...view.checks, result] }),
  waiting: (view, { reason }) => ({ ...view, waiting: reason }),
  paused: (view) => withoutWaiting(view),
  failed,
  verdict: (view, { verdict, why, ms }) => ({ ...withoutWaiting(view), verdict: { word: verdict, why, ms } }),
}

/** Takes one event into the view. Pure: terminal, reports and pages all fold the same events with it. */
export const viewAfter = (view: RunView, event: RunEvent): RunView =>
  (folds[event.type] as (view: RunView, event: RunEvent) => RunView)(view, event)

function started(view: RunView, event: RunEvent & { type: 'runStarted' }): RunView {
  const { run, plan, target, rehearsal, resumed, epoch, at } = event
  const { failure: _failure, verdict: _verdict, ...kept } = view
  const items = view.items.length > 0 ? view.items : event.items.map(queued)
  return { ...kept, run, plan, target, rehearsal, resumed, epoch, startedAt: view.startedAt || at, items }
}

const queued = (item: PlannedItem): ItemView => ({
  ...item,
  state: 'queued',
  steps: item.steps.map((step) => ({ ...step, state: 'queued', counters: noCounters, total: undefined })),
})

function inItem(view: RunView, migration: string, change: (item: ItemView) => ItemView): RunView {
  const at = view.items.findIndex((item) => item.migration === migration)
  return at === -1 ? view : { ...view, items: view.items.with(at, change(view.items[at] as ItemView)) }
}

const inStep = (
  view: RunView,
  at: { migration: string; step: string },
  change: (step: StepView) => StepView,
): RunView =>
  inItem(view, at.migration, (item) => ({
    ...item,
    steps: item.steps.map((step) => (step.name === at.step ? change(step) : step)),
  }))

function withoutWaiting(view: RunView): RunView {
  const { waiting: _waiting, ...rest } = view
  return rest
}

const placeOf = ({ migration, step }: { migration?: string; step?: string }) => ({
  ...(migration === undefined ? {} : { migration }),
  ...(step === undefined ? {} : { step }),
})

function failed(view: RunView, event: RunEvent & { type: 'failed' }): RunView {
  const after = { ...withoutWaiting(view), failure: event }
  if (event.migration === undefined) return after
  const item = inItem(after, event.migration, (at) => ({ ...at, state: 'failed' }))
  return event.step === undefined
    ? item
    : inStep(item, { migration: event.migration, step: event.step }, (step) => ({ ...step, state: 'failed' }))
}
