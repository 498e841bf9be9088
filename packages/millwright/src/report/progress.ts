import { formatCount, formatDuration, plural } from '../kernel/text.ts'
import type { StepView } from '../ledger/run-view.ts'
import { rateWords, shortCount } from './words.ts'
import type { Pace } from './pace.ts'

type Work = Pick<StepView, 'counters' | 'total'>

/** The part that is done, from 0 to 1; nothing where the total is not known or was wrong. */
export function shareOf({ counters, total }: Work): number | undefined {
  if (total === undefined || total.rows === 0 || counters.read > total.rows) return undefined
  return counters.read / total.rows
}

/** `61 %`, never rounded up. */
export const percentWords = (share: number): string => `${Math.floor(share * 100)} %`

/** `1,842,300 / 3,020,114`, `1,842,300 rows so far`, or what was expected when it was too little. */
export function countWords({ counters, total }: Work): string {
  const done = formatCount(counters.read)
  if (total === undefined)
    return counters.read === 0 ? 'running' : `${done} ${counters.read === 1 ? 'row' : 'rows'} so far`
  const about = total.certainty === 'estimated' ? 'about ' : ''
  if (counters.read > total.rows) return `${plural(counters.read, 'row')} (expected ${about}${formatCount(total.rows)})`
  return `${done} / ${about}${formatCount(total.rows)}`
}

/** `rate 7.3k rows/s (60 s: 6.1k)`; the longer one only once it says something else. */
export const paceWords = ({ short, long }: Pace): string =>
  short === long ? `rate ${rateWords(short)}` : `rate ${rateWords(short)} (60 s: ${shortCount(long)})`

/** `left 2:41 – 3:13`: a range, because nobody knows; nothing before one in a hundred is done or while nothing moves. */
export function leftWords(work: Work, pace: Pace): string | undefined {
  const share = shareOf(work)
  if (share === undefined || share < 0.01 || share === 1 || work.total === undefined) return undefined
  const [slow, fast] = [Math.min(pace.short, pace.long), Math.max(pace.short, pace.long)]
  if (slow <= 0) return undefined
  const rows = work.total.rows - work.counters.read
  return `left ${formatDuration((rows / fast) * 900)} – ${formatDuration((rows / slow) * 1100)}`
}

/** A bar of the given width; it is full only when all is done. */
export function bar(share: number, width: number): string {
  const full = Math.min(width, Math.floor(share * width))
  return '█'.repeat(full) + '·'.repeat(width - full)
}
