import { formatCount, formatDuration, plural } from '../../kernel/text.ts'
import type { RunView } from '../../ledger/run-view.ts'
import { latestChecks } from '../../report/checks.ts'
import { fit, left, widthOf } from '../../report/layout.ts'
import { masked } from '../../report/mask.ts'
import { checksWords, findingsWords, timeWords } from '../../report/words.ts'
import { runningIn } from '../../report/follow.ts'
import type { Line } from './line.ts'
import type { Pace } from '../../report/pace.ts'
import { countWords } from '../../report/progress.ts'
import { workLines } from './work-lines.ts'

export type ScreenFacts = {
  readonly view: RunView
  readonly events: number
  readonly pace: Pace | undefined
  /** Wall time in milliseconds. */
  readonly now: number
  readonly columns: number
  readonly rows: number
  readonly hasEnded: boolean
}

const leastColumns = 60

/** Everything a window shows of a run. Pure; never wider than the window, never higher than it. */
export function screenLines(facts: ScreenFacts): readonly Line[] {
  // The last column stays free: what a terminal does after writing into it differs from one to the next.
  const width = facts.columns - 1
  const lines = facts.columns < leastColumns ? smallLines(facts) : fullLines(facts, width)
  return lines
    .slice(0, Math.max(1, facts.rows - 1))
    .map(({ text, tone }) => ({ text: fit(text, width).trimEnd(), tone }))
}

const plain = (text: string): Line => ({ text, tone: 'plain' })
const blank = plain('')

/** Where a window is too narrow for the table: the run, what it does now, and how to see more. */
function smallLines({ view, now }: ScreenFacts): readonly Line[] {
  const running = runningIn(view)
  const work = running?.step === undefined ? [] : [plain(running.step.name), plain(countWords(running.step))]
  const time = formatDuration(Math.max(0, now - Date.parse(view.startedAt)))
  const state = view.verdict === undefined ? `running for ${time}` : `verdict: ${view.verdict.word}`
  const hint: Line = { text: `widen to ${leastColumns} columns`, tone: 'faint' }
  return [
    { text: `run ${view.run}`, tone: 'strong' },
    ...work,
    plain(state),
    ...(view.verdict === undefined ? [hint] : []),
  ]
}

function fullLines(facts: ScreenFacts, width: number): readonly Line[] {
  const above = [...headLines(facts.view, width), blank]
  const below = [...newsLines(facts.view), ...footLines(facts, width)]
  const room = facts.rows - 1 - above.length - below.length - 1
  return [...above, ...workLines({ ...facts, width, room }), ...(below.length === 0 ? [] : [blank]), ...below]
}

const headLines = (view: RunView, width: number): readonly Line[] => [
  { text: `millwright${view.rehearsal ? ' rehearsal' : ''} · ${masked(view.target)}`, tone: 'strong' },
  plain(runWords(view, width)),
  ...backupLines(view),
]

/** Long where there is room; in a narrow window shorter, but never without the run's whole name. */
function runWords(view: RunView, width: number): string {
  const time = view.startedAt.slice(11, 19)
  const long = [`run ${view.run}`, `plan ${view.plan.slice(0, 12)}`, `started ${time} UTC`, `epoch ${view.epoch}`]
  const short = [`run ${view.run}`, `plan ${view.plan.slice(0, 6)}`, time, `epoch ${view.epoch}`]
  const resumed = view.resumed ? ['resumed'] : []
  const text = [...long, ...resumed].join(' · ')
  return widthOf(text) <= width ? text : [...short, ...resumed].join(' · ')
}

function backupLines({ backup, backupSkipped }: RunView): readonly Line[] {
  if (backupSkipped !== undefined && backup === undefined) return [plain(`no backup: ${backupSkipped}`)]
  if (backup === undefined) return []
  const { id, tables, rows, provedAt, proofMs } = backup
  if (provedAt === undefined) return [{ text: `backup ${id} NOT PROVED by a restore`, tone: 'bad' }]
  const took = proofMs === undefined ? '' : `, ${timeWords(proofMs)}`
  const at = provedAt.slice(11, 16)
  return [
    plain(
      `backup ${id} proved by restore at ${at} UTC (equal, ${plural(tables, 'table')}, ${plural(rows, 'row')}${took})`,
    ),
  ]
}

/** What was found so far: checks, findings, rejects, the failure. */
function newsLines(view: RunView): readonly Line[] {
  const rejected = view.items.flatMap(({ steps }) => steps).reduce((sum, { counters }) => sum + counters.rejected, 0)
  return [
    ...checkLines(view),
    ...(view.findings.length === 0 ? [] : [plain(`findings: ${findingsWords(view.findings)}`)]),
    ...(rejected === 0 ? [] : [plain(`${formatCount(rejected)} rejected · millwright rejects list ${view.run}`)]),
    ...failureLines(view),
  ]
}

function checkLines(view: RunView): readonly Line[] {
  const checks = latestChecks(view.checks)
  if (checks.length === 0) return []
  const failed = checks
    .filter(({ ok }) => !ok)
    .map(({ name, level }): Line => ({ text: `  FAILED (${level}) ${name}`, tone: 'bad' }))
  return [plain(`checks: ${checksWords(checks)}`), ...failed.slice(0, 5)]
}

function failureLines({ failure }: RunView): readonly Line[] {
  if (failure === undefined) return []
  const { code, text } = failure
  return [
    { text: `FAILED ${code}: ${masked(text.what)}`, tone: 'bad' },
    plain(`  ${masked(text.state)}`),
    plain(`  ${masked(text.next)}`),
  ]
}

function footLines({ view, events, hasEnded }: ScreenFacts, width: number): readonly Line[] {
  if (view.verdict !== undefined) return [{ text: `verdict: ${view.verdict.word}`, tone: 'strong' }]
  const hint = hasEnded ? 'the run has not ended' : 'Ctrl-C pauses after this batch'
  const count = plural(events, 'event')
  return [{ text: `${left(hint, Math.max(0, width - widthOf(count)))}${count}`, tone: 'faint' }]
}
