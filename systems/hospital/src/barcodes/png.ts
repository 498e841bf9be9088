import bwip from 'bwip-js'
import { type Label, type Layout, layoutOf } from './label.ts'

/** Pixels of one module. */
const scale = 2
const black = '000000'
const usualFont = { name: 'OCR-B', width: 18, height: 18, dx: 0 }

/** A label as a PNG picture. Its font has ASCII letters only: the symbol holds every character, the caption shows `?` for others. */
export async function pngOf(label: Label): Promise<Buffer> {
  const layout = layoutOf(label)
  const drawing = bwip.drawingZlibPng()
  drawing.setopts?.(plain)
  drawing.init(layout.width * scale, layout.height * scale)
  drawBars(drawing, label, layout)
  for (const line of layout.lines) drawLine(drawing, line, layout.width)
  return drawing.end()
}

const plain = {
  bcid: 'code128',
  text: ' ',
  backgroundcolor: 'ffffff',
  paddingleft: 0,
  paddingright: 0,
  paddingtop: 0,
  paddingbottom: 0,
}

type Drawing = ReturnType<typeof bwip.drawingZlibPng>

function drawBars(drawing: Drawing, { symbol }: Label, { left, top, tall }: Layout): void {
  for (const bar of symbol.bars) {
    const [x, y] = [(left + bar.x) * scale, (top + bar.y * tall) * scale]
    const [right, bottom] = [x + bar.width * scale, y + bar.height * tall * scale]
    drawing.polygon([
      [x, y],
      [right, y],
      [right, bottom],
      [x, bottom],
    ])
  }
  drawing.fill(black)
}

function drawLine(drawing: Drawing, { text, x, y }: Layout['lines'][number], width: number): void {
  const shown = asciiOf(text)
  const font = fontFor(drawing, shown, width * scale - 8)
  const measured = drawing.measure(shown, font.name, font.width, font.height)
  drawing.text(Math.max(2, Math.round(x * scale - measured.width / 2)), y * scale, shown, black, font)
}

/** Narrower letters for a line that would not fit. */
function fontFor(drawing: Drawing, text: string, room: number): typeof usualFont {
  const { width } = drawing.measure(text, usualFont.name, usualFont.width, usualFont.height)
  if (width <= room) return usualFont
  return { ...usualFont, width: Math.max(2, Math.floor((usualFont.width * room) / width)) }
}

const asciiOf = (text: string): string =>
  Array.from(text.normalize('NFKD').replace(/\p{M}/gu, ''), (letter) =>
    /^[\x20-\x7e]$/.test(letter) ? letter : '?',
  ).join('')
