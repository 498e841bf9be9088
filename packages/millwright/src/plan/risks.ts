import type { Finding } from '../kernel/finding.ts'
import { oneLine } from '../kernel/text.ts'
import type { PlanItem } from './plan.ts'

const risks: readonly { readonly code: string; readonly pattern: RegExp; readonly words: string }[] = [
  { code: 'RISK101', pattern: /^\s*drop\s+table\b/i, words: 'drops a table and every row in it' },
  {
    code: 'RISK102',
    pattern: /^\s*alter\s+table\b[\s\S]*\bdrop\s+(column\b)?/i,
    words: 'drops a column and every value in it',
  },
  {
    code: 'RISK103',
    pattern: /^\s*(delete\s+from\b(?![\s\S]*\bwhere\b)|truncate\b)/i,
    words: 'deletes every row of a table',
  },
]

/** What in an item destroys data. The backup before the run is the way back. */
export const risksOf = (item: PlanItem): readonly Finding[] =>
  item.statements.flatMap(({ text, line }) =>
    risks
      .filter(({ pattern }) => pattern.test(text))
      .map(
        ({ code, words }): Finding => ({
          code,
          severity: 'warning',
          subject: `${item.migration} line ${line}`,
          message: `${words}: ${oneLine(text, 80)}`,
        }),
      ),
  )

/** Whether a person should be asked before this plan runs. */
export const isDestructive = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code.startsWith('RISK1'))
