import { addCounters, isBalanced, noCounters } from '../kernel/counters.ts'
import { oneLine, printable } from '../kernel/text.ts'
import type { EventTail } from '../ledger/event-log.ts'
import type { CheckResult } from '../ledger/events.ts'
import type { RejectGroup } from '../ledger/rejects.ts'
import type { ItemView, RunView, StepView } from '../ledger/run-view.ts'
import { verdicts } from '../ledger/states.ts'
import { latestChecks } from './checks.ts'
import type { NextCommand, RejectSample, Report, ReportEnvironment, Section } from './document.ts'
import { doubtsOf } from './doubts.ts'
import { masked } from './mask.ts'
import { nextCommands } from './next.ts'

/** Everything a report is made of: facts that the ledger holds, and words about what was and was not compared. */
export type ReportInput = {
  readonly view: RunView
  readonly rejects: readonly (RejectGroup & { readonly samples?: readonly RejectSample[] })[]
  readonly compared: readonly string[]
  readonly notCompared: readonly string[]
  readonly environment: ReportFacts
  readonly sections?: readonly Section[]
  /** Replaces the commands that follow from the verdict, for a system with commands of its own. */
  readonly next?: readonly NextCommand[]
}

/** What the events of a run do not say; `events` is the tail of its event log. */
export type ReportFacts = Omit<ReportEnvironment, 'events'> & {
  readonly actor: string
  readonly command: string
  readonly finishedAt?: string
  readonly events?: EventTail
}

const mostGroups = 200
const mostSamples = 10
const sampleWidth = 400

/** Builds the report of a run. Pure: the same facts give the same document, byte for byte. */
export function reportOf(input: ReportInput): Report {
  const { view } = input
  return {
    format: 1,
    verdict: verdictOf(view),
    doubts: doubtsOf(view),
    run: runOf(input),
    failure: failureOf(view),
    ledger: ledgerOf(view),
    items: view.items.map(itemOf),
    checks: latestChecks(view.checks).map(checkOf),
    rejects: rejectsOf(input.rejects),
    findings: findingsOf(view),
    backup: backupOf(view),
    compared: [...input.compared],
    notCompared: [...input.notCompared],
    sections: (input.sections ?? []).map(sectionOf),
    next: (input.next ?? nextCommands(view)).map(({ command, purpose }) => ({ command, purpose })),
    environment: environmentOf(input.environment),
  }
}

/** The report as the text of a JSON file; characters that could fool a terminal are escaped, without any loss. */
export const reportJson = (report: Report): string => `${printable(JSON.stringify(report, null, 2))}\n`

function verdictOf({ verdict, failure }: RunView): Report['verdict'] {
  if (verdict !== undefined) {
    return { word: verdict.word, exitCode: verdicts[verdict.word], why: masked(verdict.why) }
  }
  const why = failure === undefined ? 'The run has not ended.' : masked(failure.text.what)
  return { word: null, exitCode: null, why }
}

const runOf = ({ view, environment }: ReportInput): Report['run'] => ({
  id: view.run,
  plan: view.plan,
  target: masked(view.target),
  rehearsal: view.rehearsal,
  resumed: view.resumed,
  epoch: view.epoch,
  actor: environment.actor,
  command: masked(environment.command),
  startedAt: view.startedAt,
  finishedAt: environment.finishedAt ?? null,
  ms: view.verdict?.ms ?? null,
})

function failureOf({ failure }: RunView): Report['failure'] {
  if (failure === undefined) return null
  const { code, text, migration, step, driver } = failure
  return {
    code,
    what: masked(text.what),
    state: masked(text.state),
    does: text.does === undefined ? null : masked(text.does),
    next: masked(text.next),
    migration: migration ?? null,
    step: step ?? null,
    driver: driver === undefined ? null : masked(driver),
  }
}

function ledgerOf({ items }: RunView): Report['ledger'] {
  const steps = items.flatMap((item) => item.steps)
  const counters = steps.reduce((sum, step) => addCounters(sum, step.counters), noCounters)
  return { counters, balanced: steps.every((step) => isBalanced(step.counters)) }
}

const itemOf = ({ migration, direction, kind, state, ms, steps }: ItemView): Report['items'][number] => ({
  migration,
  direction,
  kind,
  state,
  ms: ms ?? null,
  steps: steps.map(stepOf),
})

const stepOf = ({ name, kind, state, counters, total, ms }: StepView): Report['items'][number]['steps'][number] => ({
  name,
  kind,
  state,
  counters: addCounters(noCounters, counters),
  balanced: isBalanced(counters),
  total: total === undefined ? null : { rows: total.rows, certainty: total.certainty },
  ms: ms ?? null,
  rowsPerSecond: ms === undefined || ms <= 0 ? null : Math.round((counters.read * 1000) / ms),
})

const checkOf = (check: CheckResult): Report['checks'][number] => ({
  name: check.name,
  kind: check.kind,
  level: check.level,
  migration: check.migration,
  step: check.step ?? null,
  ok: check.ok,
  compared: check.compared,
  before: check.before ?? null,
  after: check.after ?? null,
  differences: check.differences,
  samples: samplesOf(check.samples),
})

const samplesOf = (samples: readonly string[]): readonly string[] =>
  samples.slice(0, mostSamples).map((sample) => oneLine(sample, sampleWidth))

function rejectsOf(groups: ReportInput['rejects']): Report['rejects'] {
  const rows = (outcome: 'rejected' | 'merged') =>
    groups.reduce((sum, group) => sum + (group.outcome === outcome ? group.rows : 0), 0)
  return {
    rejected: rows('rejected'),
    merged: rows('merged'),
    groups: groups.slice(0, mostGroups).map(groupOf),
    leftOut: Math.max(0, groups.length - mostGroups),
  }
}

const groupOf = (group: ReportInput['rejects'][number]): Report['rejects']['groups'][number] => ({
  migration: group.migration,
  step: group.step,
  rule: group.rule,
  path: group.path,
  outcome: group.outcome,
  accepted: group.accepted,
  state: group.state,
  rows: group.rows,
  message: group.message,
  samples: (group.samples ?? [{ source: null, record: null, raw: group.raw }])
    .slice(0, mostSamples)
    .map(({ source, record, raw }) => ({ source, record, raw: oneLine(raw, sampleWidth) })),
})

/** A resumed run finds the same things again; each is told once. */
function findingsOf({ findings }: RunView): Report['findings'] {
  const told = new Map(findings.map((finding) => [JSON.stringify(finding), finding]))
  return [...told.values()].map((finding) => ({
    code: finding.code,
    severity: finding.severity,
    subject: finding.subject,
    message: masked(finding.message),
    rows: finding.rows ?? null,
    samples: samplesOf(finding.samples ?? []),
    answer: finding.answer ?? null,
    migration: finding.migration ?? null,
    step: finding.step ?? null,
  }))
}

function backupOf({ backup, backupSkipped }: RunView): Report['backup'] {
  if (backup === undefined) return { made: false, reason: backupSkipped ?? 'The run records no backup.' }
  const { id, path, bytes, sha256, tables, rows, createdAt, provedAt, proofMs } = backup
  const proof = provedAt === undefined ? null : { at: provedAt, ms: proofMs ?? null }
  return { made: true, id, path, bytes, sha256, tables, rows, createdAt, proof }
}

const sectionOf = ({ title, rows }: Section): Section => ({
  title,
  rows: rows.map(({ label, value, state, detail }) => ({
    label,
    value,
    state,
    ...(detail === undefined ? {} : { detail }),
  })),
})

const environmentOf = ({ version, runtime, database, events }: ReportFacts): ReportEnvironment => ({
  version,
  runtime,
  database,
  events: events === undefined ? null : { count: events.seq, head: events.hash },
})
