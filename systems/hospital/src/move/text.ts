export const words = (count: number): string => count.toLocaleString('en-US')

/** Text filled up with spaces; text that is longer keeps one. */
export const padded = (text: string, width: number): string => (text.length < width ? text.padEnd(width) : `${text} `)

/** Text for one line of a window: signs that could move the cursor are shown as spaces. */
export function cut(text: string, width: number): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').trimEnd()
  return plain.length <= width ? plain : `${plain.slice(0, width - 1)}…`
}

/** Text over as many lines as it needs. */
export function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > width && line.trim() !== '') {
      lines.push(line)
      line = indent
    }
    line += line === indent ? word : ` ${word}`
  }
  return [...lines, line]
}
