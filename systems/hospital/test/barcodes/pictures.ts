/** Bars as they are found in a picture. */
import { inflateSync } from 'node:zlib'

/** The widths of bars and spaces in turn of the first row of an SVG label. */
export function widthsInSvg(svg: string): number[] {
  const path = /<path d="([^"]*)"/.exec(svg)?.[1] ?? ''
  const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)v/g)].map(([, x, y, width]) => [
    Number(x),
    Number(y),
    Number(width),
  ])
  const row = bars.filter(([, y]) => y === bars[0]?.[1])
  return row.flatMap(([x = 0, , width = 0], at) => {
    const next = row[at + 1]?.[0]
    return next === undefined ? [width] : [width, next - x - width]
  })
}

export type Pixels = {
  readonly width: number
  readonly height: number
  readonly isDark: (x: number, y: number) => boolean
}

/** An RGBA picture without interlacing and filters, which is all that is written here. */
export function pixelsOf(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const data: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(data))
  const row = width * 4 + 1
  for (let y = 0; y < height; y++) if (raw[y * row] !== 0) throw new Error('a row of the picture is filtered')
  return { width, height, isDark: (x, y) => (raw[y * row + 1 + x * 4] ?? 255) < 128 }
}

/** The widths of bars and spaces in turn along a line of a picture, in modules of `scale` pixels. */
export function widthsInRow({ width, isDark }: Pixels, y: number, scale: number): number[] {
  const widths: number[] = []
  for (let x = 0; x < width; x++) {
    const isNew = x === 0 || isDark(x, y) !== isDark(x - 1, y)
    if (isNew) widths.push(0)
    widths[widths.length - 1] = (widths.at(-1) ?? 0) + 1
  }
  return widths.slice(1, -1).map((pixels) => pixels / scale)
}
