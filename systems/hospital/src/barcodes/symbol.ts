import bwip from 'bwip-js'

/** A dark bar, in modules from the left and from the top. */
export type Bar = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** A symbol in modules, without its quiet zone. A linear symbol is one module high and drawn as high as one likes. */
export type BarSymbol = {
  readonly kind: 'Code 128' | 'QR Code'
  readonly width: number
  readonly height: number
  /** Light modules that have to stay free around the symbol. */
  readonly quiet: number
  readonly bars: readonly Bar[]
}

/**
 * The symbol of a serial, character for character. Code 128 knows ASCII; a serial with other letters gets a QR code,
 * which holds them as UTF-8, because a scanner must read exactly what the register has.
 */
export const symbolOf = (serial: string): BarSymbol =>
  /^[\x20-\x7e]+$/.test(serial) ? code128(serial) : qrCode(serial)

function code128(text: string): BarSymbol {
  const [symbol] = bwip.raw('code128', text, {})
  if (symbol === undefined || !('sbs' in symbol)) throw new TypeError('Code 128 gave no bars')
  const bars: Bar[] = []
  let x = 0
  symbol.sbs.forEach((width, at) => {
    if (at % 2 === 0) bars.push({ x, y: 0, width, height: 1 })
    x += width
  })
  return { kind: 'Code 128', width: x, height: 1, quiet: 10, bars }
}

function qrCode(text: string): BarSymbol {
  const [symbol] = bwip.raw('qrcode', text, 'eclevel=M')
  if (symbol === undefined || !('pixs' in symbol)) throw new TypeError('QR gave no modules')
  const { pixs, pixx: width, pixy: height } = symbol
  const rows = Array.from({ length: height }, (_, y) => rowBars(pixs.slice(y * width, (y + 1) * width), y))
  return { kind: 'QR Code', width, height, quiet: 4, bars: rows.flat() }
}

/** Dark modules side by side are one bar. */
function rowBars(modules: readonly number[], y: number): readonly Bar[] {
  const bars: Bar[] = []
  for (let x = 0; x < modules.length; x++) {
    if (modules[x] !== 1) continue
    const start = x
    while (modules[x + 1] === 1) x++
    bars.push({ x: start, y, width: x - start + 1, height: 1 })
  }
  return bars
}
