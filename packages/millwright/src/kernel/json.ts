/**
 * JSON with sorted keys and without white space, so that equal values give equal text.
 * A bigint is written as its digits, bytes as `{"$bytes": base64}`; undefined members are left out.
 */
export const canonicalJson = (value: unknown): string => write(sorted(value))

/** As {@link canonicalJson}, keys in their own order: for storing, where a reader should see what the author wrote. */
export const storedJson = (value: unknown): string => write(value)

const write = (value: unknown): string => JSON.stringify(value, replace) ?? 'null'

function replace(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawNumber(value)
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  return value
}

// JSON.rawJSON keeps every digit of an integer above 2^53; TypeScript's library does not name it yet.
const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)

const rawNumber = (value: bigint): unknown => rawJson(value.toString())

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || 'toJSON' in value) return value
  const names = Object.keys(value).sort()
  const copy = Object.create(null) as Record<string, unknown>
  for (const name of names) copy[name] = sorted((value as Record<string, unknown>)[name])
  return copy
}

/** Reads what {@link storedJson} wrote; integers above 2^53 come back as bigint. */
export const readJson = (text: string): unknown => JSON.parse(text, revive as (key: string, value: unknown) => unknown)

function revive(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (
    typeof value === 'number' &&
    context?.source !== undefined &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(context.source)
  ) {
    return BigInt(context.source)
  }
  return isBytes(value) ? new Uint8Array(Buffer.from(value.$bytes, 'base64')) : value
}

const isBytes = (value: unknown): value is { $bytes: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  typeof (value as { $bytes?: unknown }).$bytes === 'string'

/** JSON in which a bigint and a float never look alike: integers are written 5, floats 5.0. For database values. */
export const packValues = (value: unknown): string => JSON.stringify(value, pack)

/** Reads what {@link packValues} wrote: every integer is a bigint again, every float a number. */
export const unpackValues = (text: string): unknown =>
  JSON.parse(text, unpack as (key: string, value: unknown) => unknown)

function pack(key: string, value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? rawFloat(value) : { $float: String(value) }
  return replace(key, value)
}

function rawFloat(value: number): unknown {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return rawJson(/[.e]/.test(text) ? text : `${text}.0`)
}

function unpack(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'number')
    return /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source as string) : value
  if (isBytes(value)) return new Uint8Array(Buffer.from(value.$bytes, 'base64'))
  return isSpecialFloat(value) ? Number(value.$float) : value
}

const isSpecialFloat = (value: unknown): value is { $float: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  typeof (value as { $float?: unknown }).$float === 'string'
