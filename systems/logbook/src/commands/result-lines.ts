import type { RunResult } from 'millwright'

/** A run in short: what it did, what did not hold, where its report is. */
export function resultLines({ report, verdict, why, files }: RunResult): readonly string[] {
  const failed = report.checks.filter(({ ok }) => !ok)
  return [
    ...report.items.map(
      ({ migration, direction, state, ms }) =>
        `  ${migration.padEnd(6)} ${direction === 'up' ? 'applied' : 'taken back'}: ${state}${ms === null ? '' : `, ${Math.round(ms)} ms`}`,
    ),
    ...failed.flatMap(({ name, samples }) => [`  did not hold: ${name}`, ...samples.map((sample) => `    ${sample}`)]),
    ...(report.failure === null
      ? []
      : [`  ${report.failure.code} ${report.failure.what}`, `  next: ${report.failure.next}`]),
    `  report: ${files.html}`,
    why,
    `verdict: ${verdict}`,
  ]
}
