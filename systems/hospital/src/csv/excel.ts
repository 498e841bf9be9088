/**
 * A file for a spreadsheet differs from one for programs: what a spreadsheet would turn into a number, a date or a
 * formula is written so that it stays what it is. Reading takes exactly that off again.
 */

/** Text that a spreadsheet would keep as it is not: `00123`, `1E5`, `15-Oct`, `27/03/2025`. */
const convertible =
  /^[\s\d.,:/+\-()%$€]*\d[\s\d.,:/+\-()%$€]*(?:e[+-]?\d+)?$|^\d{1,4}[-/ ][a-z]{3,9}(?:[-/ ]\d{1,4})?$/i

/** A leading `'` in front of a sign is doubled, so that taking one off always gives the text back. */
const formula = /^'*[=+\-@\t\r]/
const guarded = /^'+[=+\-@\t\r]/
const quoted = /^="((?:[^"]|"")*)"$/

/** A cell for a spreadsheet. */
export function guardCell(text: string): string {
  if (convertible.test(text)) return `="${text}"`
  return formula.test(text) ? `'${text}` : text
}

/** The text of a cell that was written for a spreadsheet, whether it came back as it was or as the spreadsheet shows it. */
export function bareCell(cell: string): string {
  const inner = quoted.exec(cell)?.[1]
  if (inner !== undefined) return inner.replaceAll('""', '"')
  return guarded.test(cell) ? cell.slice(1) : cell
}
