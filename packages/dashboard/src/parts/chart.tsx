import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Failure } from './basics.tsx'
import type { ChartOption } from './chart-canvas.ts'

export type ChartFacts = {
  /** What the chart says, in one sentence; a screen reader reads it instead of the drawing. */
  readonly title: string
  /** The drawing, in the terms of ECharts. Colours and fonts are the page's own unless it says otherwise. */
  readonly option: ChartOption
  /** The same figures as a table, for those who would rather read; it is folded away under the drawing. */
  readonly table: ReactNode
  /** In rem; 20 unless said. */
  readonly height?: number
  /** Gets the name of what was clicked; the table must give the same way on for the keyboard. */
  readonly onPick?: (name: string) => void
  /** The figures say more than the drawing: they are not folded away. */
  readonly isOpen?: boolean
}

/** A chart with its figures beneath. What draws it is loaded when the first one is looked at. */
export function Chart({ title, option, table, height = 20, onPick, isOpen = false }: ChartFacts): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  const [error, setError] = useState<Error>()
  useEffect(() => {
    const stop = new AbortController()
    import('./chart-canvas.ts').then(
      ({ draw }) => {
        if (place.current !== null && !stop.signal.aborted)
          draw({ place: place.current, option, signal: stop.signal, onPick: (name) => pick.current?.(name) })
      },
      (cause: Error) => stop.signal.aborted || setError(cause),
    )
    return () => stop.abort()
  }, [option])
  return (
    <figure className="chart">
      {error === undefined ? (
        <div ref={place} role="img" aria-label={title} className="drawing" style={{ blockSize: `${height}rem` }} />
      ) : (
        <Failure error={error} />
      )}
      <details open={isOpen}>
        <summary>The figures</summary>
        {table}
      </details>
    </figure>
  )
}
