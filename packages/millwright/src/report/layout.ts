import { oneLine } from '../kernel/text.ts'

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const flat = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d\ufeff])$/u

/** How many columns of a terminal the text fills. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += columnsOf(char)
  return width
}

function columnsOf(char: string): number {
  if (char <= '~') return 1
  if (flat.test(char)) return 0
  return wide.test(char) ? 2 : 1
}

/** One printable line of at most `width` columns; what is cut off ends in `…`. */
export function fit(text: string, width: number): string {
  const line = oneLine(text, Number.MAX_SAFE_INTEGER)
  if (widthOf(line) <= width) return line
  return width < 1 ? '' : `${head(line, width - 1)}…`
}

function head(text: string, width: number): string {
  let [kept, used] = ['', 0]
  for (const char of text) {
    used += columnsOf(char)
    if (used > width) break
    kept += char
  }
  return kept
}

/** Text brought to exactly `width` columns, cut or filled on the right. */
export const left = (text: string, width: number): string => {
  const line = fit(text, width)
  return line + ' '.repeat(Math.max(0, width - widthOf(line)))
}

/** Text brought to exactly `width` columns, cut or filled on the left. */
export const right = (text: string, width: number): string => {
  const line = fit(text, width)
  return ' '.repeat(Math.max(0, width - widthOf(line))) + line
}

/** Words over as many lines as they need; lines after the first begin with `indent`. Blanks in front are kept. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const line = oneLine(text, Number.MAX_SAFE_INTEGER)
  const lead = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  for (const word of line.slice(lead.length).split(' ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(lead + word)
    else if (widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(indent + word)
  }
  return lines.map((each) => fit(each, width))
}

/** A cell's text and the side on which it stands. */
export type Column = { readonly title: string; readonly side: 'left' | 'right' }

/** Rows under their titles, two blanks between columns, each column as wide as its widest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, at) => Math.max(...all.map((row) => widthOf(row[at] ?? ''))))
  return all.map((row) =>
    columns
      .map((column, at) => cell(column, row[at] ?? '', widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const cell = ({ side }: Column, text: string, width: number): string =>
  side === 'left' ? left(text, width) : right(text, width)
