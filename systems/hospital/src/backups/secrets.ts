import { isRecord } from '../domain/aliases.ts'

/** Whether something of this name is nobody's business: a password, a key, a token, or a hash of one. */
export const isSecret = (name: string): boolean => /passw|pwd|secret|token|hash|credential|_key$|auth$/i.test(name)

/** A row of a table without what is secret in it. The settings' own column `key` names a setting and is none. */
export function withoutSecrets(
  table: string,
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (table === 'settings') return { ...row, value: openValueOf(String(row['key']), String(row['value'])) }
  return Object.fromEntries(Object.entries(row).filter(([column]) => !isSecret(column)))
}

/** A setting's value from its JSON text. What cannot be read is nothing to show. */
export function openValueOf(key: string, text: string): unknown {
  if (isSecret(key)) return null
  try {
    return openPartOf(JSON.parse(text))
  } catch {
    return null
  }
}

/** A value of the settings without the members that are secret, however deep they stand. */
function openPartOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openPartOf)
  if (!isRecord(value)) return value
  const open = Object.entries(value).filter(([name]) => !isSecret(name))
  return Object.fromEntries(open.map(([name, inner]) => [name, openPartOf(inner)]))
}
