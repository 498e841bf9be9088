import { type Finding, isBlocking } from '../kernel/finding.ts'
import { left, wrap } from '../report/layout.ts'
import { masked } from '../report/mask.ts'
import { findingsWords } from '../report/words.ts'
import { findingLines } from './show-findings.ts'

export type Examined = { readonly name: string; readonly seen: string; readonly findings: readonly Finding[] }

/** What was looked at, one line each, what is wrong below it, and the sum at the end. */
export function examinationText(examined: readonly Examined[], width: number): string {
  const name = Math.max(...examined.map((each) => each.name.length))
  const findings = examined.flatMap((each) => each.findings)
  const lines = examined.flatMap((each) => linesOf(each, name, width))
  return `${[...lines, '', `findings: ${findingsWords(findings)}`].join('\n')}\n`
}

function linesOf({ name, seen, findings }: Examined, nameWidth: number, width: number): readonly string[] {
  const head = `${markOf(findings)} ${left(name, nameWidth)}  ${masked(seen)}`
  return [...wrap(head, width, ' '.repeat(nameWidth + 10)), ...findingLines(findings, width)]
}

function markOf(findings: readonly Finding[]): string {
  if (findings.some(isBlocking)) return 'WRONG  '
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'ok     '
}
