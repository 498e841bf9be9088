import { isRecord } from '../domain/aliases.ts'

/** The number that people call a record by, from its text. */
export function readNoIn(step: string, raw: string): string | undefined {
  const record = parsed(raw)
  if (!isRecord(record)) return undefined
  const value = step === 'ocm' || step === 'ppm' ? (record['NO'] ?? record['No'] ?? record['no']) : record['id']
  return typeof value === 'string' || typeof value === 'number' ? `no. ${value}` : undefined
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
