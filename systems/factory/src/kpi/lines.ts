/** A line of a stream: its text, or what keeps it from being one. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly fault: 'too long' | 'not UTF-8' }

export const longestLine = 1 << 20

/** The lines of a stream, as they become whole: all that one chunk ends come together. A last line needs no end. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const cutter = makeCutter()
  for await (const chunk of chunks) {
    const lines = cutter.push(chunk)
    if (lines.length > 0) yield lines
  }
  const last = cutter.end()
  if (last !== undefined) yield [last]
}

const lineFeed = 0x0a

/** Keeps at most one line, and of a line that is too long nothing. */
function makeCutter() {
  let number = 1
  let pieces: Uint8Array[] = []
  let length = 0

  const keep = (piece: Uint8Array): void => {
    length += piece.length
    if (length > longestLine) pieces = []
    else if (piece.length > 0) pieces.push(piece.slice())
  }
  const take = (): Line => {
    const line = length > longestLine ? { number, fault: 'too long' as const } : decoded(number, Buffer.concat(pieces))
    number += 1
    pieces = []
    length = 0
    return line
  }
  const push = (chunk: Uint8Array): readonly Line[] => {
    const lines: Line[] = []
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      keep(chunk.subarray(from, end))
      lines.push(take())
      from = end + 1
    }
    keep(chunk.subarray(from))
    return lines
  }
  return { push, end: (): Line | undefined => (length > 0 ? take() : undefined) }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(number: number, bytes: Uint8Array): Line {
  try {
    const text = decoder.decode(bytes)
    return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text }
  } catch {
    return { number, fault: 'not UTF-8' }
  }
}
