import type { Finding } from '../kernel/finding.ts'
import { plural } from '../kernel/text.ts'
import { fit, wrap } from '../report/layout.ts'
import { masked } from '../report/mask.ts'

/** Findings as lines: what was found, where, and what answers it. */
export const findingLines = (findings: readonly Finding[], width: number): readonly string[] =>
  findings.flatMap((finding) => oneFinding(finding, width))

function oneFinding(
  { code, severity, subject, message, rows, samples, answer }: Finding,
  width: number,
): readonly string[] {
  const count = rows === undefined ? '' : ` (${plural(rows, 'row')})`
  return [
    ...wrap(masked(`  ${severity} ${code} ${subject}: ${message}${count}`), width, '    '),
    ...(samples ?? []).map((sample) => fit(masked(`    - ${sample}`), width)),
    ...(answer === undefined ? [] : wrap(masked(`    -> ${answer}`), width, '       ')),
  ]
}
