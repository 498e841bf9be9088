import { masked } from '../report/mask.ts'

/**
 * A value of the engine as JSON can say it: passwords in texts masked, integers that JSON would round and bytes as text.
 * Objects get no prototype, so that a column called `__proto__` is one name among others.
 */
export function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return masked(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(safeValue)
  if (value instanceof Date) return value.toISOString()
  const copy = Object.create(null) as Record<string, unknown>
  for (const [name, each] of Object.entries(value)) copy[name] = safeValue(each)
  return copy
}
