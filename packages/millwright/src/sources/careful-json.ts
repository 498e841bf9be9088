/** A number that would not keep its digits. Never leaves this folder: a record with one has a fault. */
export class LostNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type ReadNumber = (text: string) => unknown

/**
 * Parses JSON token by token, each number in its own way. Slower than JSON.parse, and for names with escapes also
 * righter: V8 13.6 gives such a name the spelling of another one that it has seen at its place before, when that one
 * begins with a backslash (`{"a":1,"\\":2}` and then `{"a":1,"\n":2}`).
 * @throws SyntaxError when the text is not JSON
 */
export function parseCarefully(raw: string, readNumber: ReadNumber): unknown {
  JSON.parse(raw)
  const tokens = raw.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s"{}[\]:,]+/g)
  return readValue({ next: () => tokens.next().value?.[0] ?? '', readNumber })
}

/** The tokens of a valid text; commas and colons are left out. */
type Tokens = { readonly next: () => string; readonly readNumber: ReadNumber }

function readValue(tokens: Tokens, token = tokens.next()): unknown {
  if (token === '{') return readObject(tokens)
  if (token === '[') return readArray(tokens)
  return /^[-\d]/.test(token) ? tokens.readNumber(token) : (JSON.parse(token) as unknown)
}

// Object.fromEntries makes `__proto__` a name like any other.
function readObject(tokens: Tokens): unknown {
  const entries: [string, unknown][] = []
  for (let token = tokens.next(); token !== '}'; token = tokens.next()) {
    entries.push([JSON.parse(token) as string, readValue(tokens)])
  }
  return Object.fromEntries(entries)
}

function readArray(tokens: Tokens): unknown {
  const items: unknown[] = []
  for (let token = tokens.next(); token !== ']'; token = tokens.next()) items.push(readValue(tokens, token))
  return items
}

/** Whether a name of an object in a valid text is written with an escape. */
export const hasEscapedName = (raw: string): boolean => /"[^"\\]*\\.(?:[^"\\]|\\.)*"\s*:/.test(raw)

/** Making a bigint of very many digits takes very long. */
const mostDigits = 1000

/** A number with all of its digits: a bigint where a double is too small, a {@link LostNumber} where nothing fits. */
export function readExactly(text: string): unknown {
  const value = Number(text)
  const isInteger = /^-?\d+$/.test(text)
  if (isInteger && Number.isSafeInteger(value)) return value
  if (text.length > mostDigits) return new LostNumber(text)
  if (isInteger) return BigInt(text)
  return Number.isFinite(value) && canonical(String(value)) === canonical(text) ? value : new LostNumber(text)
}

/** Digits without zeros around them, and the power of ten of the first: equal for equal decimal numbers. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.replace(/^-/, '').toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  const leading = whole.length + fraction.length - digits.length
  return `${digits.replace(/0+$/, '')}e${BigInt(exponent) + BigInt(whole.length - leading)}`
}
