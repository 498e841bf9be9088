import { type Outcome, outcomes } from '../kernel/counters.ts'
import { isBlocking } from '../kernel/finding.ts'
import { formatCount, oneLine, plural, printable } from '../kernel/text.ts'
import type { Report, ReportCheck, ReportFinding, ReportRejectGroup, Section } from './document.ts'
import { type Column, fit, left, table, widthOf, wrap } from './layout.ts'
import {
  backupWords,
  balanceWords,
  checksWords,
  fateWords,
  findingsWords,
  instantWords,
  ledgerWords,
  rateWords,
  timeWords,
  verdictWord,
} from './words.ts'

export type TextOptions = {
  /** The width of the window; 80 when not said, and never taken below 60. */
  readonly columns?: number
  /** Where the whole report was written. */
  readonly path?: string
}

/** The report for the end of a run in a terminal: plain text, no escapes, the verdict as its last line. */
export function reportText(report: Report, { columns = 80, path }: TextOptions = {}): string {
  const width = Math.max(60, columns)
  const blocks = [
    titleLines(report, width),
    ledgerLines(report, width),
    checkLines(report, width),
    rejectLines(report, width),
    findingLines(report, width),
    ...report.sections.map((section) => sectionLines(section, width)),
    failureLines(report, width),
    proofLines(report, width),
    nextLines(report, width),
    endLines(report, width, path),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const titleLines = ({ run }: Report, width: number): readonly string[] => [
  fit(`${run.rehearsal ? 'Rehearsal' : 'Run'} ${run.id} on ${run.target}`, width),
  fit(
    `plan ${run.plan.slice(0, 12)}, started ${instantWords(run.startedAt)} by ${run.actor}, took ${timeWords(run.ms)}`,
    width,
  ),
]

type Line = {
  readonly name: string
  readonly counters: Report['ledger']['counters']
  readonly ms: number | null
  readonly rate: number | null
}

function ledgerLines(report: Report, width: number): readonly string[] {
  const steps = linesOf(report)
  if (steps.length === 0) return itemLines(report, width)
  const total: Line = { name: 'total', counters: report.ledger.counters, ms: null, rate: null }
  const all = steps.length === 1 ? steps : [...steps, total]
  const fitting = [ledgerTable(all, true), ledgerTable(all, false)].find((lines) => isFitting(lines, width - 2))
  return ['Ledger', ...(fitting?.map((line) => `  ${line}`) ?? all.flatMap((line) => ledgerSentence(line, width)))]
}

/** Steps by their own names where one migration has them all. */
function linesOf({ items }: Report): readonly Line[] {
  const isOne = items.filter(({ steps }) => steps.length > 0).length === 1
  return items.flatMap(({ migration, steps }) =>
    steps.map(({ name, counters, ms, rowsPerSecond: rate }) => ({
      name: isOne ? name : `${migration}/${name}`,
      counters,
      ms,
      rate,
    })),
  )
}

const isFitting = (lines: readonly string[], width: number): boolean => lines.every((line) => widthOf(line) <= width)

const itemLines = ({ items }: Report, width: number): readonly string[] =>
  items.length === 0
    ? []
    : [
        'Migrations',
        ...items.map(({ migration, direction, state, ms }) =>
          fit(`  ${migration} ${direction}: ${state}, ${timeWords(ms)}`, width),
        ),
      ]

function ledgerTable(lines: readonly Line[], withRate: boolean): readonly string[] {
  const used = outcomes.filter((outcome) => lines.some(({ counters }) => counters[outcome] > 0))
  const columns: readonly Column[] = [
    { title: 'step', side: 'left' },
    ...['read', ...used].map((title): Column => ({ title, side: 'right' })),
    { title: 'balance', side: 'left' },
    { title: 'time', side: 'right' },
    ...(withRate ? [{ title: 'rate', side: 'right' } as const] : []),
  ]
  return table(
    columns,
    lines.map((line) => ledgerRow(line, used)),
  )
}

const ledgerRow = ({ name, counters, ms, rate }: Line, used: readonly Outcome[]): readonly string[] => [
  fit(name, 40),
  formatCount(counters.read),
  ...used.map((outcome) => formatCount(counters[outcome])),
  balanceWords(counters),
  ms === null ? '' : timeWords(ms),
  rate === null || counters.read === 0 ? '' : rateWords(rate),
]

const ledgerSentence = ({ name, counters, ms }: Line, width: number): readonly string[] => [
  ...wrap(
    `  ${name}: ${ledgerWords(counters)}, ${balanceWords(counters)}${ms === null ? '' : `, ${timeWords(ms)}`}`,
    width,
    '    ',
  ),
]

function checkLines({ checks }: Report, width: number): readonly string[] {
  const failed = checks.filter(({ ok }) => !ok)
  return [`Checks: ${checksWords(checks)}`, ...failed.flatMap((check) => failedCheck(check, width))]
}

function failedCheck(check: ReportCheck, width: number): readonly string[] {
  const values = `${check.before === null ? '' : `; before ${check.before}`}${check.after === null ? '' : `; after ${check.after}`}`
  const place = check.step === null ? check.migration : `${check.migration}/${check.step}`
  const words = `  FAILED (${check.level}) ${check.name} of ${place}: ${check.compared}${values}; ${plural(check.differences, 'difference')}`
  return [...wrap(words, width, '    '), ...check.samples.map((sample) => fit(`    - ${sample}`, width))]
}

function rejectLines({ rejects, run }: Report, width: number): readonly string[] {
  const { groups, leftOut } = rejects
  if (groups.length === 0) return ['Rejects: none']
  const more = leftOut === 0 ? [] : [`  and ${plural(leftOut, 'more group')}: millwright rejects list ${run.id}`]
  const counts = `${plural(rejects.rejected, 'record')} rejected, ${formatCount(rejects.merged)} merged into twins`
  return [`Rejects: ${counts}`, ...groups.flatMap((group) => rejectGroup(group, width)), ...more]
}

function rejectGroup(group: ReportRejectGroup, width: number): readonly string[] {
  const place = group.path === '' ? '' : ` at ${group.path}`
  const words = `  ${formatCount(group.rows)} ${fateWords(group)}: ${group.rule}${place} in ${group.step}: ${group.message}`
  const [example] = group.samples
  return [...wrap(words, width, '    '), ...(example === undefined ? [] : [fit(`    e.g. ${example.raw}`, width)])]
}

function findingLines({ findings }: Report, width: number): readonly string[] {
  const grave = findings.filter(isGrave)
  return [`Findings: ${findingsWords(findings)}`, ...grave.flatMap((finding) => findingWords(finding, width))]
}

const isGrave = ({ severity }: ReportFinding): boolean =>
  severity === 'warning' || isBlocking({ severity, code: '', subject: '', message: '' })

function findingWords(finding: ReportFinding, width: number): readonly string[] {
  const rows = finding.rows === null ? '' : ` (${plural(finding.rows, 'row')})`
  const answer = finding.answer === null ? '' : ` Answer: ${finding.answer}`
  return wrap(
    `  ${finding.severity} ${finding.code} ${finding.subject}: ${finding.message}${rows}${answer}`,
    width,
    '    ',
  )
}

const sectionMark = { ok: 'ok', failed: 'FAILED', open: 'to do', note: '-' } as const

const sectionLines = ({ title, rows }: Section, width: number): readonly string[] => [
  fit(title, width),
  ...rows.flatMap(({ label, value, state, detail }) =>
    wrap(
      `  ${sectionMark[state].padEnd(6)} ${label}: ${value}${detail === undefined ? '' : ` (${detail})`}`,
      width,
      '         ',
    ),
  ),
]

function failureLines({ failure }: Report, width: number): readonly string[] {
  if (failure === null) return []
  const said = [failure.state, failure.does, failure.next, failure.driver].filter((text) => text !== null)
  return [`Failure ${failure.code}: ${failure.what}`, ...said.map((text) => `  ${text}`)].flatMap((line) =>
    wrap(line, width, '  '),
  )
}

const proofLines = ({ backup, compared, notCompared }: Report, width: number): readonly string[] => [
  ...wrap(`Backup: ${backupWords(backup)}`, width, '  '),
  ...compared.flatMap((text) => wrap(`Compared: ${text}`, width, '  ')),
  ...notCompared.flatMap((text) => wrap(`Not compared: ${text}`, width, '  ')),
]

function nextLines({ next }: Report, width: number): readonly string[] {
  if (next.length === 0) return []
  const most = Math.max(...next.map(({ command }) => widthOf(command)))
  const side = next.map(({ command, purpose }) => `  ${left(command, most)}  ${purpose}`)
  const below = next.flatMap(({ command, purpose }) => [`  ${oneLine(command)}`, fit(`    ${purpose}`, width)])
  return ['Next', ...(isFitting(side, width) ? side : below)]
}

const endLines = ({ verdict, doubts }: Report, width: number, path: string | undefined): readonly string[] => [
  ...(path === undefined ? [] : [`report: ${printable(path)}`]),
  ...doubts.flatMap((doubt) => wrap(`DOUBT: ${doubt}`, width, '  ')),
  ...wrap(verdict.why, width, '  '),
  `verdict: ${verdictWord(verdict)}`,
]
