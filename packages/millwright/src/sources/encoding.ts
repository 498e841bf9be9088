import { isUtf8 } from 'node:buffer'

/** How the characters of a file are written; declared, never guessed. */
export type Encoding = 'utf-8' | 'utf-16le' | 'latin1' | 'windows-1252'

/** What a window needs to know of an encoding. */
export type Codec = {
  readonly name: string
  /** How many of the first `length` bytes are whole characters; the rest waits for the next block. */
  whole(bytes: Uint8Array, length: number): number
  /** The text, or undefined when the bytes are not valid. */
  decode(bytes: Buffer): string | undefined
  bytesOf(text: string): number
  /** Whether one byte of ASCII is one character, so that pure ASCII needs no decoding. */
  readonly extendsAscii: boolean
}

const decoders = {
  utf16: new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
  windows: new TextDecoder('windows-1252', { fatal: true }),
}

/** The codec of each encoding. */
export const codecs: Readonly<Record<Encoding, Codec>> = {
  'utf-8': {
    name: 'UTF-8',
    whole: wholeUtf8,
    decode: (bytes) => (isUtf8(bytes) ? bytes.toString() : undefined),
    bytesOf: (text) => Buffer.byteLength(text),
    extendsAscii: true,
  },
  'utf-16le': {
    name: 'UTF-16LE',
    whole: wholeUtf16,
    decode: (bytes) => attempt(decoders.utf16, bytes),
    bytesOf: (text) => text.length * 2,
    extendsAscii: false,
  },
  latin1: {
    name: 'Latin-1',
    whole: (_bytes, length) => length,
    decode: (bytes) => bytes.toString('latin1'),
    bytesOf: (text) => text.length,
    extendsAscii: true,
  },
  'windows-1252': {
    name: 'Windows-1252',
    whole: (_bytes, length) => length,
    decode: (bytes) => attempt(decoders.windows, bytes),
    bytesOf: (text) => text.length,
    extendsAscii: true,
  },
}

function wholeUtf8(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] as number
    if (byte < 0x80) return length
    if (byte >= 0xc0) return sequenceLength(byte) > back ? length - back : length
  }
  return length
}

const sequenceLength = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2)

function wholeUtf16(bytes: Uint8Array, length: number): number {
  const even = length - (length % 2)
  const high = even === 0 ? 0 : (bytes[even - 1] as number)
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even
}

function attempt(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** How many bytes from the start are valid: for saying where a text breaks. */
export function validBytes(codec: Codec, bytes: Buffer): number {
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (codec.decode(bytes.subarray(0, codec.whole(bytes, middle))) === undefined) bad = middle
    else good = middle
  }
  return codec.whole(bytes, good)
}

const marks = [
  { encoding: 'UTF-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'UTF-16LE', bytes: [0xff, 0xfe] },
  { encoding: 'UTF-16BE', bytes: [0xfe, 0xff] },
] as const

/** The byte-order mark a file begins with. */
export const byteOrderMark = (head: Uint8Array): { readonly encoding: string; readonly length: number } | undefined => {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))
  return mark && { encoding: mark.encoding, length: mark.bytes.length }
}
