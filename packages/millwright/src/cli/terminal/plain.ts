import type { RunEvent } from '../../ledger/events.ts'
import type { RunView } from '../../ledger/run-view.ts'
import { oneLine } from '../../kernel/text.ts'
import { followRun, runningIn } from '../../report/follow.ts'
import type { Pace } from '../../report/pace.ts'
import { newsLines } from './plain-news.ts'
import type { Screen, Terminal } from './port.ts'
import { countWords, leftWords, paceWords, percentWords, shareOf } from '../../report/progress.ts'

const quietMs = 10_000

/** Lines for a pipe or a log: one when a state changes, and one every ten seconds while nothing does. */
export function makePlain({ stream, clock, every }: Pick<Screen, 'stream' | 'clock' | 'every'>): Terminal {
  const run = followRun()
  let [written, heard] = [clock.ticks(), clock.ticks()]
  const write = (at: string, lines: readonly string[]): void => {
    if (lines.length > 0) written = clock.ticks()
    for (const line of lines) stream.write(`${at.slice(11, 19)} ${oneLine(line, 1000)}\n`)
  }
  const remind = (): void => {
    const ticks = clock.ticks()
    if (ticks - written < quietMs || run.view.verdict !== undefined) return
    write(clock.now().toISOString(), reminder(run.view, run.paceAt(ticks), ticks - heard))
  }
  const stop = every(1000, remind)
  return {
    show: (event: RunEvent) => {
      heard = clock.ticks()
      run.take(event, heard)
      write(event.at, newsLines(event))
      remind()
    },
    end: stop,
  }
}

/** What runs and how far it is; when nothing was heard for long, that too. */
function reminder(view: RunView, pace: Pace | undefined, silentMs: number): readonly string[] {
  const running = runningIn(view)
  if (running === undefined) return []
  const silence = silentMs < quietMs ? [] : [`no news for ${Math.floor(silentMs / 1000)} s`]
  const { item, step } = running
  if (step === undefined) return [[`${item.migration}: running`, ...silence].join(', ')]
  const share = shareOf(step)
  const speed = pace === undefined ? [] : [paceWords(pace), leftWords(step, pace)]
  const words = [share === undefined ? undefined : percentWords(share), countWords(step), ...speed, ...silence]
  return [`${item.migration}/${step.name}: ${words.filter((word) => word !== undefined).join(', ')}`]
}
