import type { ReactNode } from 'react'
import { type RunView, timeWords } from 'millwright/view'

type Span = { readonly name: string; readonly from: number; readonly to: number; readonly state: string }

/** When each step ran, beside each other on one line of time. */
export function Gantt({ view, now }: { readonly view: RunView; readonly now: number }): ReactNode {
  const spans = spansOf(view, now)
  const first = Math.min(...spans.map(({ from }) => from))
  const last = Math.max(...spans.map(({ to }) => to))
  const whole = Math.max(1, last - first)
  if (spans.length === 0) return null
  const share = (ms: number): string => `${((100 * ms) / whole).toFixed(3)}%`
  return (
    <figure className="gantt">
      <figcaption>When each step ran, of {timeWords(whole)} in all</figcaption>
      <ol>
        {spans.map(({ name, from, to, state }, at) => (
          <li key={`${at} ${name}`}>
            <span className="name">{name}</span>
            <span className="track">
              <span
                className={`span ${state}`}
                style={{ marginInlineStart: share(from - first), inlineSize: share(to - from) }}
              />
            </span>
            <span className="time">{timeWords(to - from)}</span>
          </li>
        ))}
      </ol>
    </figure>
  )
}

const spansOf = ({ items }: RunView, now: number): readonly Span[] =>
  items.flatMap(({ steps }) =>
    steps.flatMap(({ name, startedAt, ms, state }): readonly Span[] => {
      if (startedAt === undefined) return []
      const from = Date.parse(startedAt)
      return [{ name, from, to: state === 'running' ? Math.max(now, from) : from + (ms ?? 0), state }]
    }),
  )
