import { systemClock } from '../../kernel/clock.ts'
import { makeJson } from './json.ts'
import { makePlain } from './plain.ts'
import type { Every, Screen, Terminal } from './port.ts'
import { makeTty } from './tty.ts'

export type { Terminal } from './port.ts'

/** `columns` and `rows` may be getters: a window changes its size. */
export type TerminalOptions = Pick<Screen, 'stream' | 'columns'> &
  Partial<Pick<Screen, 'rows' | 'clock' | 'every'>> & {
    readonly isTty: boolean
    readonly env: Readonly<Record<string, string | undefined>>
    readonly json: boolean
  }

/**
 * The renderer that fits: JSON lines when asked for; one redrawn screen in a window; lines otherwise, that is in a pipe,
 * under CI, with NO_COLOR, and in a window that cannot move its cursor.
 *
 * @example const terminal = makeTerminal({ stream: process.stderr, isTty: true, columns: 80, env: process.env, json: false })
 */
export function makeTerminal(options: TerminalOptions): Terminal {
  const screen = screenOf(options)
  if (options.json) return makeJson(screen)
  return options.isTty && canRedraw(options.env) ? makeTty(screen) : makePlain(screen)
}

const canRedraw = (env: TerminalOptions['env']): boolean => !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb'

const screenOf = (options: TerminalOptions): Screen => ({
  stream: options.stream,
  get columns() {
    return options.columns || 80
  },
  get rows() {
    return options.rows || 24
  },
  clock: options.clock ?? systemClock,
  every: options.every ?? everyInterval,
})

/** A timer that does not keep the process alive. */
const everyInterval: Every = (ms, work) => {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => clearInterval(timer)
}
