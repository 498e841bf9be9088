import type { Result } from '../checks/evaluate.ts'
import type { ValidationReport } from '../checks/validate.ts'
import type { ManagerEvent } from '../manager/options.ts'
import type { MigrationReport } from '../reports/migration-report.ts'
import { stepNames, type StepReport } from '../reports/steps.ts'
import type { TestReport, TestResult } from '../reports/test-report.ts'

const cells = 30

/** A bar of thirty cells, the share, and the name. */
function bar(done: number, total: number, name: string): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const filled = Math.floor(share * cells)
  return `[${'█'.repeat(filled)}${'-'.repeat(cells - filled)}] ${String(Math.floor(share * 100)).padStart(3)} % ${name}`
}

export type Screen = { readonly isTerminal: boolean; write(text: string): void }

/** Shows the steps as they come: a bar that moves on a terminal, and a line for each finished step anywhere else. */
export function watchSteps(screen: Screen): (event: ManagerEvent) => void {
  const { isTerminal } = screen
  const write = (text: string): void => screen.write(text)
  const shown = new Map<string, string>()
  return (event) => {
    if (event.type !== 'step') return
    const { name, status, records_processed: done, records_total: total } = event.step
    if (isTerminal && status === 'in_progress') return write(`\r${bar(done, total, name)}\u001B[K`)
    if (status === 'in_progress' || status === 'not_started' || shown.get(name) === lineOf(event.step)) return
    shown.set(name, lineOf(event.step))
    write(`${isTerminal ? '\r\u001B[K' : ''}${lineOf(event.step)}\n`)
  }
}

function lineOf({ name, status, records_processed: done, records_total: total, ...step }: StepReport): string {
  const at = `[${String(stepNames.indexOf(name) + 1).padStart(2)}/${stepNames.length}]`
  const records = status === 'skipped' ? '' : ` ${done} of ${total}`
  const why = step.error_message === null ? '' : `: ${printable(step.error_message)}`
  return `${at} ${name.padEnd(28)} ${status}${records}${why}`
}

const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')

const ranks = ['critical', 'error', 'warning', 'info'] as const

/** The worst findings first. */
export function validationText({ phase, summary, results }: ValidationReport): string {
  const lines = ranks.flatMap((severity) => {
    const found = results.filter((result) => result.severity === severity)
    return found.length === 0 ? [] : [`${severity}`, ...found.map(findingLine)]
  })
  return `${[`model: ${phase}`, ...lines, summary].join('\n')}\n`
}

const findingLine = ({ id, message, details }: Result): string => {
  const keys = details.sample.slice(0, 3).map((key) => (typeof key === 'string' ? key : key.join(' ')))
  return `  ${id.padEnd(7)} ${printable(message)}${keys.length === 0 ? '' : ` (${keys.join(', ')}${details.sample.length > 3 || details.truncated ? ', …' : ''})`}`
}

/** A migration's end in a few lines. */
export function migrationText(report: MigrationReport): string {
  const kept = report.invariants.filter(({ equal }) => equal).length
  return [
    ...(report.invariants.length === 0 ? [] : [`kept the same: ${kept} of ${report.invariants.length}`]),
    ...(report.rollback_info === null ? [] : [`backup: ${report.rollback_info.backup_file}`]),
    `records: ${report.total_records_migrated}`,
    `migration: ${report.migration_id}`,
    `verdict: ${report.verdict} (${printable(report.reason)})`,
    '',
  ].join('\n')
}

/** One line for each sample, and the sum. */
export function testText({ success, results }: TestReport): string {
  const lines = results.map(testLine)
  const good = results.filter((result) => result.success).length
  return `${[...lines, `${success ? 'PASSED' : 'NOT PASSED'}: ${good} of ${results.length}`].join('\n')}\n`
}

export function testLine({
  sample_name: name,
  success,
  performance_metrics: m,
  mismatches,
  error_message: why,
}: TestResult): string {
  const seconds = (m.migration_duration + m.validation_duration + m.rollback_duration).toFixed(1)
  const wrong = why ?? mismatches.map((one) => `${one.name} is ${one.actual}, not ${one.expected}`).join('; ')
  return `${success ? 'passed' : 'NOT passed'} ${name} (${seconds} s)${wrong === '' ? '' : `: ${printable(wrong)}`}`
}
