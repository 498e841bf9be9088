import { plural } from '../../kernel/text.ts'
import { type Box, headHeight, type Line, placeTables, type Point, rowHeight } from './place.ts'
import type { Drawing, DrawnColumn } from './read.ts'

/** A diagram of tables and their references as a picture that needs nothing beside it, for light and dark screens. */
export function svgOf(drawing: Drawing): string {
  const { boxes, lines, width, height } = placeTables(drawing)
  const { tables, references } = drawing
  const title = `${plural(tables.length, 'table')}, ${plural(references.length, 'reference')}`
  const [w, h] = [Math.ceil(width), Math.ceil(height)]
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">
<title id="title">${title}</title>
<desc id="desc">${escape(wordsFor(drawing))}</desc>
<style>${style}</style>
<defs>
<marker id="many" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12" orient="auto"><path d="M12 1 0 6l12 5M0 6h12"/></marker>
<marker id="one" viewBox="0 0 12 12" refX="0" refY="6" markerWidth="12" markerHeight="12" orient="auto"><path d="M6 1v10M0 6h12"/></marker>
</defs>
<rect class="page" width="100%" height="100%"/>
${[...lines.map(lineText), ...boxes.map(boxText)].join('\n')}
</svg>
`
}

const style = `
svg{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color-scheme:light dark}
.page{fill:#fff}.box{fill:#fff;stroke:#8a94a3}.head{fill:#e6ebf2}.name{font-weight:700;fill:#14181f}
.column{fill:#14181f}.type,.mark{fill:#4c5663}.mark{font-size:10px}.line,marker path{fill:none;stroke:#4a6fa5;stroke-width:1.4}
@media (prefers-color-scheme:dark){.page{fill:#12151a}.box{fill:#191d24;stroke:#5d6876}.head{fill:#283040}
.name,.column{fill:#eef1f5}.type,.mark{fill:#a9b4c2}.line,marker path{stroke:#7fa6e0}}
`

/** What a screen reader says: every table, and at whom its rows point. */
function wordsFor({ tables, references }: Drawing): string {
  const pointing = Map.groupBy(references, ({ from }) => from)
  return tables
    .map(({ name, columns }) => {
      const to = (pointing.get(name) ?? []).map((each) => `${each.to} by ${each.columns.join(', ')}`)
      const points = to.length === 0 ? '' : ` and points at ${to.join('; ')}`
      return `${name} has ${plural(columns.length, 'column')}${points}.`
    })
    .join(' ')
}

function lineText({ reference, points }: Line): string {
  const about = `${reference.from} points at ${reference.to} by ${reference.columns.join(', ')}`
  return `<path class="line" marker-start="url(#one)" marker-end="url(#many)" d="${pathOf(points)}"><title>${escape(about)}</title></path>`
}

/** Level at every point, so that a line leaves and meets a table straight. */
function pathOf([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return ''
  let before = first
  const curves = rest.map((point) => {
    const middle = round((before.x + point.x) / 2)
    const curve = `C${middle} ${round(before.y)} ${middle} ${round(point.y)} ${round(point.x)} ${round(point.y)}`
    before = point
    return curve
  })
  return `M${round(first.x)} ${round(first.y)}${curves.join('')}`
}

const round = (value: number): number => Math.round(value * 10) / 10

function boxText({ table, x, y, width, height }: Box): string {
  const name = escape(table.name)
  const rows = table.columns.map((column, at) => rowText(column, headHeight + rowHeight * at + 15, width))
  return `<g transform="translate(${round(x)} ${round(y)})"><title>${name}</title>
<rect class="box" width="${width}" height="${height}" rx="5"/>
<path class="head" d="M.5 ${headHeight}V5.5a5 5 0 0 1 5-5h${width - 11}a5 5 0 0 1 5 5V${headHeight}z"/>
<text class="name" x="10" y="19">${name}</text>
${rows.join('\n')}
</g>`
}

function rowText({ name, type, marks }: DrawnColumn, y: number, width: number): string {
  const mark = marks.length === 0 ? '' : `<tspan class="mark" dx="6">${marks.join(' ')}</tspan>`
  return `<text class="column" x="10" y="${y}">${escape(name)}${mark}</text><text class="type" x="${width - 10}" y="${y}" text-anchor="end">${escape(type.toLowerCase())}</text>`
}

/** Characters that XML has no place for are left out. */
const escape = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
