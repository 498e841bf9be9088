/** A number that would not keep its digits. Never leaves this folder: a record with one has a fault. */
class LostNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Context = { readonly source?: string }
type Revive = (key: string, value: unknown, context?: Context) => unknown

/** Integers that a double cannot hold come back as bigint, other numbers that lose digits as {@link LostNumber}. */
export const parseExact = (raw: string): unknown =>
  JSON.parse(raw, reviveExact as (key: string, value: unknown) => unknown)

/** Every number comes back as the text that stands there. */
export const parseNumbersAsText = (raw: string): unknown =>
  JSON.parse(raw, reviveText as (key: string, value: unknown) => unknown)

const reviveExact: Revive = (_key, value, context) => {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return exactNumber(value, context.source)
}

const reviveText: Revive = (_key, value, context) => (typeof value === 'number' ? (context?.source ?? value) : value)

/** Making a bigint of very many digits takes very long. */
const mostDigits = 1000

function exactNumber(value: number, source: string): unknown {
  if (Number.isSafeInteger(value) && /^-?\d+$/.test(source)) return value
  if (source.length > mostDigits) return new LostNumber(source)
  if (/^-?\d+$/.test(source)) return BigInt(source)
  return Number.isFinite(value) && canonical(String(value)) === canonical(source) ? value : new LostNumber(source)
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

/** The first number of a value that would lose digits. */
export function findLostNumber(value: unknown): { readonly text: string; readonly path: string } | undefined {
  const path = findPath(value, (member) => member instanceof LostNumber)
  return path && { text: (path.member as LostNumber).text, path: path.path }
}

/** Where a string (or a key) holds half of a surrogate pair. */
export const findLoneSurrogate = (value: unknown): string | undefined =>
  findPath(value, (member, key) => !isWellFormed(member) || !isWellFormed(key))?.path

const isWellFormed = (text: unknown): boolean => typeof text !== 'string' || text.isWellFormed()

type Found = { readonly path: string; readonly member: unknown }
type Test = (member: unknown, key: string) => boolean

function findPath(
  value: unknown,
  test: Test,
  at: { readonly path: string; readonly key: string } = top,
): Found | undefined {
  const { path, key } = at
  if (test(value, key)) return { path, member: value }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = findPath(member, test, { path: path === '' ? name : `${path}.${name}`, key: name })
    if (found !== undefined) return found
  }
  return undefined
}

const top = { path: '', key: '' }
