import type { Stored } from '../registers/device.ts'
import { type BarSymbol, symbolOf } from './symbol.ts'

/** What stands on a device's label: its symbol, and beneath it what a person reads. */
export type Label = {
  readonly serial: string
  readonly symbol: BarSymbol
  /** Name, department, serial. */
  readonly caption: readonly string[]
}

export const labelOf = ({ serial, name, department }: Pick<Stored, 'serial' | 'name' | 'department'>): Label => ({
  serial,
  symbol: symbolOf(serial),
  caption: [name ?? '', department, serial].filter((line) => line !== ''),
})

/** Where everything lies on a label, in modules: the symbol over the lines of the caption, all in the middle. */
export type Layout = {
  readonly width: number
  readonly height: number
  /** The symbol's left and upper edge, and how high one of its modules is drawn. */
  readonly left: number
  readonly top: number
  readonly tall: number
  /** The middle of each line's baseline. */
  readonly lines: readonly { readonly text: string; readonly x: number; readonly y: number }[]
}

export const fontSize = 9
const lineHeight = 11
const barHeight = 40
const leastWidth = 150

export function layoutOf({ symbol, caption }: Label): Layout {
  const { quiet, width, height } = symbol
  const linear = height === 1
  const whole = Math.max(leastWidth, width + 2 * quiet)
  const [top, tall] = [linear ? 4 : quiet, linear ? barHeight : 1]
  const below = top + height * tall + (linear ? 0 : quiet)
  return {
    width: whole,
    height: below + caption.length * lineHeight + 4,
    left: Math.floor((whole - width) / 2),
    top,
    tall,
    lines: caption.map((text, at) => ({ text, x: whole / 2, y: below + (at + 1) * lineHeight })),
  }
}
