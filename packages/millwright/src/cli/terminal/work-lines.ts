import { isBalanced } from '../../kernel/counters.ts'
import { formatCount, formatDuration, plural } from '../../kernel/text.ts'
import type { ItemView, RunView, StepView } from '../../ledger/run-view.ts'
import { fit, left, right, widthOf } from '../../report/layout.ts'
import { ledgerWords } from '../../report/words.ts'
import type { Pace } from '../../report/pace.ts'
import { bar, countWords, leftWords, paceWords, percentWords, shareOf } from '../../report/progress.ts'
import type { Line, Tone } from './line.ts'

type Facts = {
  readonly view: RunView
  readonly pace: Pace | undefined
  readonly now: number
  readonly width: number
  /** How many lines there is room for. */
  readonly room: number
}

/** A step, or an item that has none; `group` is the move's name above its first step. */
type Work = {
  readonly name: string
  readonly state: StepView['state']
  readonly step: StepView | undefined
  readonly ms: number | undefined
  readonly kind: string
  readonly group: string | undefined
}

/** Numbered lines of work. Where they do not all fit, what is done and what is far away gives way to what runs. */
export function workLines(facts: Facts): readonly Line[] {
  const works = facts.view.items.flatMap(worksOf)
  const widest = Math.max(8, ...works.map(({ name }) => widthOf(name)))
  const nameWidth = Math.min(widest, Math.floor((facts.width - 16) / 3))
  const blocks = works.map((work, at) => blockOf(work, { ...facts, nameWidth, number: at + 1 }))
  return windowed(works, blocks, facts.room)
}

function worksOf(
  { migration, kind, state, ms, steps }: ItemView,
  _at: number,
  items: readonly ItemView[],
): readonly Work[] {
  if (steps.length === 0) return [{ name: migration, kind, state, ms, step: undefined, group: undefined }]
  return steps.map((step, at) => ({
    name: step.name,
    kind: step.kind,
    state: step.state,
    ms: step.ms,
    step,
    group: at === 0 && items.length > 1 ? migration : undefined,
  }))
}

type Place = Facts & { readonly nameWidth: number; readonly number: number }

function blockOf(work: Work, place: Place): readonly Line[] {
  const group: readonly Line[] = work.group === undefined ? [] : [{ text: `    ${work.group}`, tone: 'plain' }]
  return [...group, headLine(work, place), ...(work.state === 'running' ? details(work, place) : [])]
}

const toneOf: Readonly<Record<StepView['state'], Tone>> = {
  queued: 'faint',
  running: 'strong',
  ok: 'plain',
  failed: 'bad',
}

function headLine(work: Work, place: Place): Line {
  const mark = work.state === 'running' ? '>' : ' '
  const front = `${mark}${right(String(place.number), 3)} ${left(work.name, place.nameWidth)}  `
  const time = right(timeOf(work, place.view, place.now), timeWidth)
  const width = middleWidth(place)
  return { text: front + left(stateWords(work, width), width) + time, tone: toneOf[work.state] }
}

const timeWidth = 8
const middleWidth = ({ width, nameWidth }: Place): number => width - 5 - nameWidth - 2 - timeWidth

function timeOf({ state, ms, step }: Work, view: RunView, now: number): string {
  if (ms !== undefined) return formatDuration(ms)
  if (state !== 'running') return ''
  return formatDuration(Math.max(0, now - Date.parse(step?.startedAt ?? view.startedAt)))
}

function stateWords({ state, step, kind }: Work, width: number): string {
  switch (state) {
    case 'queued':
      return 'queued'
    case 'ok':
      return `ok      ${step === undefined ? kind : booksWords(step, width - 8)}`
    case 'failed':
      return `FAILED  ${step === undefined ? kind : booksWords(step, width - 8)}`
    case 'running':
      return step === undefined ? `running ${kind}` : barWords(step, width)
  }
}

/** The whole equation where there is room for it, otherwise its two ends. */
function booksWords({ counters }: StepView, width: number): string {
  const words = ledgerWords(counters)
  if (widthOf(words) <= width || !isBalanced(counters)) return words
  return `${formatCount(counters.read)} read, ${formatCount(counters.rejected)} rejected`
}

/** The bar, the percentage and the count; where there is no room for the count it stands in the line below. */
function barWords(step: StepView, width: number): string {
  const share = shareOf(step)
  if (share === undefined) return countWords(step)
  const count = isCountBelow(step, width) ? '' : `  ${countWords(step)}`
  const percent = right(percentWords(share), 6)
  return `${bar(share, Math.min(20, width - widthOf(percent) - widthOf(count)))}${percent}${count}`
}

const isCountBelow = (step: StepView, width: number): boolean =>
  shareOf(step) !== undefined && width - widthOf(countWords(step)) < 20

/** Speed, batch, time left, what it waits for, and the books, indented under the running step. */
function details({ step }: Work, place: Place): readonly Line[] {
  const { view, pace, width } = place
  const waiting: readonly Line[] =
    view.waiting === undefined ? [] : [{ text: indented(`waiting: ${view.waiting}`), tone: 'wait' }]
  if (step === undefined) return waiting
  const count = isCountBelow(step, middleWidth(place)) ? countWords(step) : undefined
  const pieces = [count, ...speedPieces(step, pace)].filter((piece) => piece !== undefined)
  const books = step.counters.read === 0 ? [] : [`ledger ${ledgerWords(step.counters)}`]
  const text = (line: string): Line => ({ text: indented(line), tone: 'plain' })
  return [...packed(pieces, width - 7).map(text), ...waiting, ...books.map(text)]
}

const indented = (text: string): string => `       ${text}`

const speedPieces = (step: StepView, pace: Pace | undefined): readonly (string | undefined)[] => [
  pace === undefined ? undefined : paceWords(pace),
  step.batch === undefined
    ? undefined
    : `batch ${plural(step.batch.rows, 'row')}, ${formatCount(Math.round(step.batch.ms))} ms`,
  pace === undefined ? undefined : leftWords(step, pace),
]

/** Pieces side by side, on as many lines as they need. */
function packed(pieces: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const longer = lines.length === 0 ? piece : `${lines.at(-1)}   ${piece}`
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(fit(piece, width))
  }
  return lines
}

/** Around the step that runs, as many others as there is room for, and how many are not shown. */
function windowed(works: readonly Work[], blocks: readonly (readonly Line[])[], room: number): readonly Line[] {
  const open = works.findIndex(({ state }) => state !== 'ok')
  const current = open === -1 ? works.length - 1 : open
  const [from, to] = span(
    blocks.map(({ length }) => length),
    current,
    room,
  )
  return [
    ...(from === 0 ? [] : [note(`${formatCount(from)} done before`)]),
    ...blocks.slice(from, to).flat(),
    ...(to >= blocks.length ? [] : [note(`${formatCount(blocks.length - to)} more after`)]),
  ]
}

const note = (text: string): Line => ({ text: `     … ${text}`, tone: 'faint' })

/** Grows from the current block to both sides while the heights, with a line for each side's note, fit. */
function span(heights: readonly number[], current: number, room: number): readonly [from: number, to: number] {
  let used = heights.reduce((sum, height) => sum + height, 0)
  if (used <= room) return [0, heights.length]
  let [from, to] = [current, current + 1]
  used = heights[current] ?? 0
  const fits = (height: number | undefined): boolean => height !== undefined && used + height <= room - 2
  while (fits(heights[from - 1]) || fits(heights[to])) {
    const isUp = fits(heights[from - 1]) && (current - from < to - current || !fits(heights[to]))
    used += heights[isUp ? --from : to++] ?? 0
  }
  return [from, to]
}
