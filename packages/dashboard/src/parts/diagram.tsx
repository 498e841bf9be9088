import type { ReactNode } from 'react'
import type { PlacedTables } from 'millwright/view'
import { count } from '../format.ts'
import { Empty } from './basics.tsx'

type Box = PlacedTables['boxes'][number]
type Line = PlacedTables['lines'][number]

/** Where the columns of a table are told on the same page. */
export const tableAnchor = (table: string): string => `table-${encodeURIComponent(table)}`

const headHeight = 28
const rowHeight = 20

/** Tables with their columns, and lines from those that are pointed at to those that point. A table leads to its columns. */
export function Diagram({ placed: { boxes, lines, width, height } }: { readonly placed: PlacedTables }): ReactNode {
  if (boxes.length === 0) return <Empty>There is nothing to draw.</Empty>
  const [w, h] = [Math.ceil(width), Math.ceil(height)]
  const title = `${count(boxes.length)} tables, ${count(lines.length)} references; each is told below`
  return (
    <div className="scroll diagram" role="region" aria-label="The drawing" tabIndex={0}>
      <svg width={w} height={h} viewBox={`0 0 ${w} ${h}`} role="group" aria-label={title}>
        <Markers />
        {lines.map((line, at) => (
          <Reference key={`${at} ${line.reference.from}`} line={line} />
        ))}
        {boxes.map((box) => (
          <DrawnTable key={box.table.name} box={box} />
        ))}
      </svg>
    </div>
  )
}

const Markers = (): ReactNode => (
  <defs>
    <marker id="many" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12" orient="auto">
      <path d="M12 1 0 6l12 5M0 6h12" />
    </marker>
    <marker id="one" viewBox="0 0 12 12" refX="0" refY="6" markerWidth="12" markerHeight="12" orient="auto">
      <path d="M6 1v10M0 6h12" />
    </marker>
  </defs>
)

const Reference = ({ line: { reference, points } }: { readonly line: Line }): ReactNode => (
  <path className="reference" markerStart="url(#one)" markerEnd="url(#many)" d={pathOf(points)}>
    <title>{`${reference.from} points at ${reference.to} by ${reference.columns.join(', ')}`}</title>
  </path>
)

/** Level at every point, so that a line leaves and meets a table straight. */
function pathOf([first, ...rest]: Line['points']): string {
  if (first === undefined) return ''
  let before = first
  const curves = rest.map((point) => {
    const middle = (before.x + point.x) / 2
    const curve = `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`
    before = point
    return curve
  })
  return `M${first.x} ${first.y}${curves.join('')}`
}

const DrawnTable = ({ box: { table, x, y, width, height } }: { readonly box: Box }): ReactNode => (
  <a href={`#${tableAnchor(table.name)}`}>
    <g transform={`translate(${x} ${y})`}>
      <rect className="box" width={width} height={height} rx="5" />
      <path className="head" d={`M.5 ${headHeight}V5.5a5 5 0 0 1 5-5h${width - 11}a5 5 0 0 1 5 5V${headHeight}z`} />
      <text className="name" x="10" y="19">
        {table.name}
      </text>
      {table.columns.map(({ name, type, marks }, at) => (
        <g key={name} transform={`translate(0 ${headHeight + rowHeight * at + 15})`}>
          <text x="10">
            {name}
            {marks.length === 0 ? null : (
              <tspan className="mark" dx="6">
                {marks.join(' ')}
              </tspan>
            )}
          </text>
          <text className="type" x={width - 10} textAnchor="end">
            {type.toLowerCase()}
          </text>
        </g>
      ))}
    </g>
  </a>
)
