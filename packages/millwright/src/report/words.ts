import { type Counters, isBalanced, outcomes } from '../kernel/counters.ts'
import { formatCount, formatDuration, plural } from '../kernel/text.ts'
import type { Severity } from '../kernel/finding.ts'
import type { Report, ReportBackup, ReportVerdict } from './document.ts'

/** `612 read = 598 inserted + 14 merged`; books that do not close say how many records are missing. */
export function ledgerWords(counters: Counters): string {
  if (counters.read === 0 && isBalanced(counters)) return 'no records'
  const parts = outcomes
    .filter((outcome) => counters[outcome] > 0)
    .map((name) => `${formatCount(counters[name])} ${name}`)
  const sum = parts.length === 0 ? '0' : parts.join(' + ')
  const words = `${formatCount(counters.read)} read`
  return isBalanced(counters) ? `${words} = ${sum}` : `${words}, but ${sum}: ${gapWords(counters)}`
}

/** `balanced`, `3 unaccounted for` or `3 too many`. */
export const balanceWords = (counters: Counters): string => (isBalanced(counters) ? 'balanced' : gapWords(counters))

function gapWords(counters: Counters): string {
  const gap = outcomes.reduce((left, outcome) => left - counters[outcome], counters.read)
  return gap > 0 ? `${formatCount(gap)} unaccounted for` : `${formatCount(-gap)} too many`
}

/** 412 ms, 1.2 s, 4:12. */
export function timeWords(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1000) return `${Math.floor(ms)} ms`
  return ms < 60_000 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : formatDuration(ms)
}

/** 732 rows/s, 7.3k rows/s, 1.2M rows/s. */
export const rateWords = (rowsPerSecond: number | null): string =>
  rowsPerSecond === null ? '–' : `${shortCount(rowsPerSecond)} rows/s`

/** 732, 7.3k, 1.2M: for a rate, where the last digit means nothing. */
export function shortCount(count: number): string {
  if (count < 999.5) return String(Math.round(count))
  if (count < 999_950) return `${(count / 1000).toFixed(1)}k`
  return `${(count / 1_000_000).toFixed(1)}M`
}

/** 2026-01-31T02:00:04.120Z → 2026-01-31 02:00:04 UTC; anything else stays as it is. */
export function instantWords(at: string | null): string {
  if (at === null) return '–'
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(at)
  return parts === null ? at : `${parts[1]} ${parts[2]} UTC`
}

/** 1.5 MB; bytes below 1,000 as they are. */
export function sizeWords(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  if (bytes < 1000) return plural(bytes, 'byte')
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`
}

/** The verdict's word, also for a run that has not ended. */
export const verdictWord = ({ word }: ReportVerdict): string => word ?? 'none yet'

/** `backup_… proved by restore in 0.3 s (equal: 11 tables, 2,000 rows)`, or why there is none. */
export function backupWords(backup: ReportBackup): string {
  if (!backup.made) return `none: ${backup.reason}`
  const size = `${plural(backup.tables, 'table')}, ${plural(backup.rows, 'row')}`
  if (backup.proof === null) return `${backup.id} NOT PROVED by a restore (${size})`
  const took = backup.proof.ms === null ? '' : ` in ${timeWords(backup.proof.ms)}`
  return `${backup.id} proved by restore${took} (equal: ${size})`
}

/** `12 of 13 hold`, or that there were none. */
export function checksWords(checks: readonly { readonly ok: boolean }[]): string {
  const held = checks.filter(({ ok }) => ok).length
  if (checks.length === 0) return 'none were made'
  return held === checks.length
    ? held === 1
      ? 'the only one holds'
      : `all ${held} hold`
    : `${held} of ${checks.length} hold`
}

/** `1 error, 3 warnings`: the gravest first, or `none`. */
export function findingsWords(findings: readonly { readonly severity: Severity }[]): string {
  const gravestFirst = ['critical', 'error', 'warning', 'info'] as const
  const counts = gravestFirst
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => severityCount(severity, count))
  return counts.length === 0 ? 'none' : counts.join(', ')
}

function severityCount(severity: Severity, count: number): string {
  if (severity === 'critical') return `${formatCount(count)} critical`
  return plural(count, severity === 'info' ? 'note' : severity)
}

/** What a reject group's records became. */
export function fateWords({ outcome, accepted, state }: Report['rejects']['groups'][number]): string {
  if (state === 'loaded') return 'loaded later by a retry'
  if (state === 'excluded') return 'excluded by decision'
  if (outcome === 'merged') return 'merged into a twin'
  return accepted ? 'rejected, accepted by the move' : 'rejected'
}
