import type { RunEvent } from '../../ledger/events.ts'
import { widthOf } from '../../report/layout.ts'
import { followRun } from '../../report/follow.ts'
import type { Line, Tone } from './line.ts'
import type { Screen, Terminal } from './port.ts'
import { screenLines } from './screen.ts'

const betweenMs = 200

/** One screen that is drawn over itself, at most five times a second. */
export function makeTty(screen: Screen): Terminal {
  const run = followRun()
  const paint = painter(screen)
  let [last, hasEnded] = [Number.NEGATIVE_INFINITY, false]
  const draw = (): void => {
    const ticks = screen.clock.ticks()
    if (run.view.run === '' || (!hasEnded && ticks - last < betweenMs)) return
    last = ticks
    const { columns, rows } = screen
    const now = screen.clock.now().getTime()
    paint(screenLines({ view: run.view, events: run.events, pace: run.paceAt(ticks), now, columns, rows, hasEnded }))
  }
  const stop = screen.every(betweenMs, draw)
  return {
    show: (event: RunEvent) => {
      run.take(event, screen.clock.ticks())
      draw()
    },
    end: () => {
      stop()
      hasEnded = true
      draw()
    },
  }
}

const tones: Readonly<Record<Tone, string>> = { plain: '', strong: '1', faint: '2', wait: '33', bad: '31' }

/** Writes lines over those it wrote before; the same lines are not written twice. */
function painter(screen: Screen): (lines: readonly Line[]) => void {
  let [before, text]: [readonly Line[], string] = [[], '']
  return (lines) => {
    const next = lines.map(painted).join('')
    if (next === text) return
    const up = heightOf(before, screen.columns)
    screen.stream.write(`${up === 0 ? '' : `\u001b[${up}A`}\r${next}\u001b[J`)
    ;[before, text] = [lines, next]
  }
}

const painted = ({ text, tone }: Line): string =>
  `\u001b[2K${tone === 'plain' ? text : `\u001b[${tones[tone]}m${text}\u001b[0m`}\n`

/** A window that became narrower has broken the lines that are in it. */
const heightOf = (lines: readonly Line[], columns: number): number =>
  lines.reduce((sum, { text }) => sum + Math.max(1, Math.ceil(widthOf(text) / columns)), 0)
