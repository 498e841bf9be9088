import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import type { Drawing, DrawnReference, DrawnTable } from './read.ts'

export type Point = { readonly x: number; readonly y: number }

/** A table with its place, from the upper left corner. */
export type Box = Point & { readonly table: DrawnTable; readonly width: number; readonly height: number }

/** The way of a line from the table that is pointed at to the one that points. */
export type Line = { readonly reference: DrawnReference; readonly points: readonly Point[] }

export type Placed = {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}

export const headHeight = 28
export const rowHeight = 20
const charWidth = 7.3
const margin = 24
const gap = 28
/** Tables that nothing is tied to stand in rows under the others, this wide at least. */
const leastWidth = 1000

/** Places tables in layers: what is pointed at stands left of what points at it. */
export function placeTables({ tables, references }: Drawing): Placed {
  const known = new Set(tables.map(({ name }) => name))
  const drawn = references.filter(({ from, to }) => known.has(from) && known.has(to))
  const tied = new Set(drawn.filter(({ from, to }) => from !== to).flatMap(({ from, to }) => [from, to]))
  const layered = inLayers(
    tables.filter(({ name }) => tied.has(name)),
    drawn,
  )
  const width = Math.max(layered.width, tables.length === 0 ? 0 : leastWidth)
  const rows = inRows(
    tables.filter(({ name }) => !tied.has(name)),
    { top: layered.height, width },
  )
  const boxes = [...layered.boxes, ...rows.boxes]
  const loops = drawn.filter(({ from, to }) => from === to).flatMap((reference) => loopOf(reference, boxes))
  return {
    boxes,
    lines: [...layered.lines, ...loops],
    width: Math.max(...boxes.map((box) => box.x + box.width), 0) + margin * 2,
    height: rows.bottom + margin,
  }
}

const sizeOf = ({ name, columns }: DrawnTable): { readonly width: number; readonly height: number } => {
  const longest = Math.max(
    widthOf(name),
    ...columns.map((column) => widthOf(column.name) + widthOf(column.type) + 2 + (column.marks.length > 0 ? 6 : 1)),
  )
  return { width: Math.ceil(longest * charWidth) + 28, height: headHeight + rowHeight * columns.length + 6 }
}

/** In characters; those of East Asia are twice as wide. */
const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0)

type Layered = Omit<Placed, 'width' | 'height'> & { readonly width: number; readonly height: number }

function inLayers(tables: readonly DrawnTable[], references: readonly DrawnReference[]): Layered {
  if (tables.length === 0) return { boxes: [], lines: [], width: 0, height: 0 }
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: gap, ranksep: 90, edgesep: 14, marginx: margin, marginy: margin })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const table of tables) graph.setNode(table.name, sizeOf(table))
  const between = references.filter(({ from, to }) => from !== to)
  for (const [at, { from, to }] of between.entries()) graph.setEdge(to, from, {}, String(at))
  layout(graph)
  const boxes = tables.map((table): Box => {
    const { x, y, width, height } = graph.node(table.name) as Required<Point & ReturnType<typeof sizeOf>>
    return { table, x: x - width / 2, y: y - height / 2, width, height }
  })
  const lines = between.map((reference, at): Line => {
    const { points = [] } = graph.edge(reference.to, reference.from, String(at)) as { points?: readonly Point[] }
    return { reference, points: atRows(reference, points, boxes) }
  })
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return { boxes, lines, width, height }
}

/** The ends of a line, moved to the rows of the columns. */
function atRows(reference: DrawnReference, points: readonly Point[], boxes: readonly Box[]): readonly Point[] {
  const [parent, child] = [boxNamed(boxes, reference.to), boxNamed(boxes, reference.from)]
  if (parent === undefined || child === undefined) return points
  const inside = points.length > 3 ? points.slice(1, -1) : [] // between neighbours there is nothing to go round
  const [start, end] = [
    sideOf(parent, inside[0] ?? child, headHeight / 2),
    sideOf(child, inside.at(-1) ?? parent, rowIn(child, reference)),
  ]
  return [start, ...inside, end]
}

const boxNamed = (boxes: readonly Box[], name: string): Box | undefined =>
  boxes.find(({ table }) => table.name === name)

const sideOf = ({ x, y, width }: Box, towards: Point, down: number): Point => ({
  x: towards.x < x + width / 2 ? x : x + width,
  y: y + down,
})

function rowIn({ table }: Box, { columns }: DrawnReference): number {
  const at = table.columns.findIndex(({ name }) => name.toLowerCase() === columns[0])
  return headHeight + rowHeight * Math.max(at, 0) + rowHeight / 2
}

/** A table that points at itself. */
function loopOf(reference: DrawnReference, boxes: readonly Box[]): readonly Line[] {
  const box = boxNamed(boxes, reference.to)
  if (box === undefined) return []
  const [right, low] = [box.x + box.width, box.y + rowIn(box, reference)]
  const high = box.y + headHeight / 2
  return [
    {
      reference,
      points: [
        { x: right, y: high },
        { x: right + 22, y: (high + low) / 2 },
        { x: right, y: low },
      ],
    },
  ]
}

type Rows = { readonly top: number; readonly width: number }

function inRows(tables: readonly DrawnTable[], { top, width }: Rows): { boxes: readonly Box[]; bottom: number } {
  const boxes: Box[] = []
  let [x, y, bottom] = [margin, top === 0 ? margin : top + gap, top]
  for (const table of tables) {
    const size = sizeOf(table)
    if (x > margin && x + size.width > width) [x, y] = [margin, bottom + gap]
    boxes.push({ table, x, y, ...size })
    x += size.width + gap
    bottom = Math.max(bottom, y + size.height)
  }
  return { boxes, bottom }
}
