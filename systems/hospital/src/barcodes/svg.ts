import { fontSize, type Label, layoutOf } from './label.ts'

/** A label as an SVG picture: no script, nothing from elsewhere; its texts are drawn with the fonts of who looks at it. */
export function svgOf(label: Label): string {
  const { width, height, left, top, tall, lines } = layoutOf(label)
  const bars = label.symbol.bars.map(
    (bar) => `M${left + bar.x} ${top + bar.y * tall}h${bar.width}v${bar.height * tall}h-${bar.width}z`,
  )
  const texts = lines.map(({ text, x, y }) => `<text x="${x}" y="${y}"${squeezed(text, width)}>${escaped(text)}</text>`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width * 2}" height="${height * 2}" role="img">`,
    `<title>${escaped(`${label.symbol.kind}: ${label.serial}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<path d="${bars.join('')}" shape-rendering="crispEdges"/>`,
    `<g font-family="sans-serif" font-size="${fontSize}" text-anchor="middle" unicode-bidi="plaintext">${texts.join('')}</g>`,
    '</svg>',
  ].join('')
}

/** A line that would be wider than the label is drawn together. */
function squeezed(text: string, width: number): string {
  const room = width - 8
  return Array.from(text).length * fontSize * 0.62 > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : ''
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for XML and HTML; characters that XML cannot hold at all are left out. https://www.w3.org/TR/xml/#charsets */
export const escaped = (text: string): string =>
  text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
