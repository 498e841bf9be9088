// Control characters, line separators and direction marks could move the cursor, fake a line or turn text around (threat S27).
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text from data made safe to print: control and direction characters become visible escapes. */
export const printable = (text: string): string =>
  text.replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A value on one line, at most `width` characters. */
export function oneLine(text: string, width = 120): string {
  const flat = printable(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t'))
  return flat.length <= width ? flat : `${flat.slice(0, width - 1).replace(halfAtEnd, '')}…`
}

const halfAtEnd = /[\ud800-\udbff]$/ // a character of two units is left out as a whole

/** 1234567 → 1,234,567 */
export const formatCount = (count: number | bigint): string =>
  count > -1000 && count < 1000 ? String(count) : count.toLocaleString('en-US') // the short way is the usual one

/** Milliseconds as 0:03, 4:12 or 1:02:03. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`
}

/** `1 row`, `2 rows`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
