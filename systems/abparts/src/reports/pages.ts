import type { Result } from '../checks/evaluate.ts'
import type { ValidationReport } from '../checks/validate.ts'
import { type Cell, facts, html, type Html, mark, page, section, table, type Verdict } from './html.ts'
import type { MigrationReport, RunVerdict } from './migration-report.ts'
import type { TestReport } from './test-report.ts'

/** A migration's report as a page. */
export function migrationPage(report: MigrationReport): string {
  const title = report.dry_run ? 'Rehearsal of the migration' : 'Migration'
  return page(`${title} ${report.migration_id}`, migrationVerdict(report), [
    section('Run', facts(runFacts(report))),
    section('Steps', stepTable(report)),
    section('Kept the same', invariantTable(report)),
    section('Errors of the validation', findingTable(report.validation_errors)),
    section('Warnings of the validation', findingTable(report.validation_warnings)),
    ...(report.rollback_info === null
      ? []
      : [section('Backup and way back', facts(rollbackFacts(report.rollback_info)))]),
  ])
}

const tones: Readonly<Record<RunVerdict, Verdict['tone']>> = {
  PROVED: 'good',
  'APPLIED, NOT PROVED': 'warn',
  REFUSED: 'warn',
  PAUSED: 'warn',
  FAILED: 'bad',
  REVERTED: 'bad',
}

const migrationVerdict = ({ verdict, reason }: MigrationReport): Verdict => ({
  word: verdict,
  tone: tones[verdict],
  why: reason,
})

const runFacts = (report: MigrationReport): readonly (readonly [string, Cell])[] => [
  ['Target', report.target],
  ['Status', report.status],
  ['Started', report.started_at],
  ['Completed', report.completed_at],
  ['Records migrated', report.total_records_migrated],
  ['Operator', `${report.operator} on ${report.host}`],
  ['Validation and rehearsal skipped', report.options.force ? 'yes' : 'no'],
  ['Plan', report.plan_hash],
  ['Millwright', report.engine_version],
]

const stepTable = ({ steps }: MigrationReport): Html =>
  table(
    ['Step', 'Status', 'Records', 'of', 'Inserted', 'Updated', 'Unchanged', 'ms', 'What it does'],
    steps.map(({ name, status, records_processed: done, records_total: total, counts, duration_ms: ms, ...step }) => [
      html`<code>${name}</code>`,
      status,
      done,
      total,
      counts.inserted,
      counts.updated,
      counts.unchanged,
      ms ?? 0,
      step.error_message ?? step.description,
    ]),
  )

const invariantTable = ({ invariants }: MigrationReport): Html =>
  table(
    ['What', 'Before', 'After', ''],
    invariants.map(({ name, before, after, equal }) => [
      html`<code>${name}</code>`,
      shortened(before),
      shortened(after),
      mark(equal, ['equal', 'NOT equal']),
    ]),
  )

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

const findingTable = (results: readonly Result[]): Html =>
  table(
    ['Rule', 'Severity', 'Records', 'What', 'Keys'],
    results.map(({ id, severity, affected_records: n, message, details }) => [
      html`<code>${id}</code>`,
      severity,
      n,
      message,
      html`<code>${details.sample.map((key) => (typeof key === 'string' ? key : key.join(' '))).join(', ')}${details.truncated ? ' …' : ''}</code>`,
    ]),
  )

const rollbackFacts = (info: NonNullable<MigrationReport['rollback_info']>): readonly (readonly [string, Cell])[] => [
  ['Backup', html`<code>${info.backup_file}</code>`],
  ['SHA-256', html`<code>${info.backup_sha256}</code>`],
  ['Proved by a restore', info.backup_proved ? 'yes' : 'no'],
  ['Taken back', info.performed ? `yes, ${info.started_at} to ${info.completed_at}` : 'no'],
  ['Equal to what was before', info.equal === null ? null : mark(info.equal, ['yes', 'NO'])],
]

const ranks = ['critical', 'error', 'warning', 'info'] as const

/** A validation's report as a page: the worst first. */
export function validationPage(report: ValidationReport): string {
  const verdict: Verdict = {
    word: report.is_valid ? 'VALID' : 'NOT VALID',
    tone: report.is_valid ? 'good' : 'bad',
    why: report.summary,
  }
  const groups = ranks.map((severity) => ({
    severity,
    found: report.results.filter((one) => one.severity === severity),
  }))
  return page(`Validation ${report.validation_id}`, verdict, [
    section(
      'About',
      facts([
        ['Model', report.phase],
        ['At', report.timestamp],
        ['Milliseconds', report.duration_ms],
      ]),
    ),
    ...groups
      .filter(({ found }) => found.length > 0)
      .map(({ severity, found }) => section(severity, findingTable(found))),
  ])
}

/** A test's report as a page. */
export function testPage(report: TestReport): string {
  const good = report.results.filter(({ success }) => success).length
  const verdict: Verdict = {
    word: report.success ? 'PASSED' : 'NOT PASSED',
    tone: report.success ? 'good' : 'bad',
    why: `${good} of ${report.results.length} passed`,
  }
  const rows = report.results.map(({ sample_name: name, success, performance_metrics: m, ...result }) => [
    html`<code>${name}</code>`,
    mark(success, ['passed', 'NOT passed']),
    m.migration_duration,
    m.rollback_duration,
    m.memory_usage_mb,
    result.validation_summary,
    result.error_message ??
      result.mismatches.map((one) => `${one.name}: ${one.actual}, not ${one.expected}`).join('; '),
  ])
  const heads = ['Sample', '', 'Migration, s', 'Way back, s', 'MB', 'Validation', 'What is wrong']
  return page(`Test ${report.test_id}`, verdict, [section(`${report.type} at ${report.timestamp}`, table(heads, rows))])
}
