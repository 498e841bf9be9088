import type { Finding } from '../kernel/finding.ts'
import { render, type Syntax } from '../kernel/sql.ts'
import { oneLine } from '../kernel/text.ts'
import type { Declared, TidySpec } from '../steps/declared.ts'
import { statementsOf } from '../steps/tidy.ts'
import type { PlanItem } from './plan.ts'
import { fold } from './rebuilds.ts'

/** Each is held against a statement without its comments, texts and quoted names. */
const risks: readonly { readonly code: string; readonly pattern: RegExp; readonly words: string }[] = [
  { code: 'RISK101', pattern: /^\s*drop\s+table\b/i, words: 'drops a table and every row in it' },
  {
    code: 'RISK102',
    pattern: /^\s*alter\s+table\b[\s\S]*\bdrop\s+(?!(constraint|not|default|expression|identity)\b)/i,
    words: 'drops a column and every value in it',
  },
  {
    code: 'RISK103',
    pattern: /^\s*((with\b[\s\S]*\)\s*)?delete\s+from\b(?![\s\S]*\bwhere\b)|truncate\b)/i,
    words: 'deletes every row of a table',
  },
]

/** What in an item destroys data. The backup before the run is the way back. */
export const risksOf = (
  item: PlanItem,
  declared: Declared | undefined,
  { syntax, kept }: Known,
): readonly Finding[] => [
  ...item.statements.flatMap(({ text, line }) => risksIn(text, `${item.migration} line ${line}`, kept)),
  ...(declared?.steps ?? []).flatMap((step) =>
    step.kind === 'tidy' ? risksOfTidy(step.spec, item.direction, syntax).map(inStep(item, step.name)) : [],
  ),
]

type Known = {
  readonly syntax: Syntax
  /** Tables that this item makes anew whole. */
  readonly kept: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

const inStep =
  ({ migration }: PlanItem, step: string) =>
  (finding: Finding): Finding => ({ ...finding, subject: `${migration} step "${step}"` })

function risksOfTidy(spec: TidySpec, direction: 'up' | 'down', syntax: Syntax): readonly Finding[] {
  const work = direction === 'up' ? spec.run : spec.undo
  if ('none' in work) return []
  return statementsOf(work).flatMap((statement) => risksIn(render(statement, syntax).text, ''))
}

// A table made anew leaves its old form behind, and the rows were counted before that goes.
const isOwnHelper = (text: string): boolean =>
  /^\s*drop\s+table\s+(?:(?:\w+|"(?:[^"]|"")+")\.)?"?millwright_/i.test(text)

const dropped = /^\s*drop\s+table\s+(?:if\s+exists\s+)?([^\s;]+|"(?:[^"]|"")+")\s*$/i

const risksIn = (text: string, subject: string, kept: ReadonlySet<string> = none): readonly Finding[] =>
  kept.has(fold(dropped.exec(text)?.[1] ?? '')) ? [keptFinding(text, subject)] : lossesIn(text, subject)

/** The old form of a table that was copied whole: said, and no reason to ask. */
const keptFinding = (text: string, subject: string): Finding => ({
  code: 'RISK201',
  severity: 'info',
  subject,
  message: `the table was made anew with all its columns and rows before: ${oneLine(text, 80)}`,
})

const lossesIn = (text: string, subject: string): readonly Finding[] =>
  risks
    .filter(() => !isOwnHelper(text))
    .filter(({ pattern }) => pattern.test(bare(text)))
    .map(({ code, words }) => ({ code, severity: 'warning', subject, message: `${words}: ${oneLine(text, 80)}` }))

/** A statement's own words: what stands in comments, texts and quoted names says nothing about what it does. */
const bare = (text: string): string =>
  text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]/g, (piece) =>
    /^(--|\/\*)/.test(piece) ? ' ' : 'x',
  )

/** Whether a person should be asked before this plan runs. */
export const isDestructive = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code.startsWith('RISK1'))
