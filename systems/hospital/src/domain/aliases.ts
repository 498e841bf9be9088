import type { Field } from './fields.ts'
import { type Notes, note, placeOf, refuse } from './issue.ts'

export type RawRecord = { readonly [key: string]: unknown }

export const isRecord = (value: unknown): value is RawRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Target = { readonly key: string; readonly inner?: string }
export type AliasTable = { readonly keys: readonly string[]; readonly targets: ReadonlyMap<string, Target> }

/** Every accepted spelling of the fields' keys: their aliases, and a quarter's flat keys such as `PPM_Q_I_date`. */
export function aliasTable(fields: readonly Field[]): AliasTable {
  const targets = new Map<string, Target>()
  for (const field of fields) {
    targets.set(field.key, { key: field.key })
    for (const alias of field.aliases) targets.set(alias, { key: field.key })
    for (const flat of flatKeys(field)) targets.set(flat, { key: field.key, inner: field.inner as string })
  }
  return { keys: [...new Set(fields.map(({ key }) => key))], targets }
}

function flatKeys({ key, inner }: Field): readonly string[] {
  if (inner === undefined) return []
  const short = inner === 'quarter_date' ? 'date' : inner
  return [`${key}_${short}`, `${key}.${short}`]
}

/** The common case, asked for every record: exactly the canonical keys in their order. */
export function hasCanonicalKeys(record: RawRecord, keys: readonly string[]): boolean {
  let at = 0
  for (const key in record) if (key !== keys[at++]) return false
  return at === keys.length
}

/** The record under its canonical keys; unknown keys and contradicting aliases keep it out, the rest is noted. */
export function resolveAliases(record: RawRecord, table: AliasTable, notes: Notes): RawRecord {
  const resolved = new Map<string, unknown>()
  for (const key of Object.keys(record)) {
    const target = table.targets.get(key)
    if (target === undefined) refuse(notes, 'unknown_field', placeOf(key), record[key])
    else if (target.inner !== undefined) putInner(resolved, target as Required<Target>, record[key], notes)
    else put(resolved, target.key, record[key], notes)
    if (target !== undefined && target.inner === undefined && target.key !== key)
      note(notes, 'alias_used', placeOf(target.key), key)
  }
  return Object.fromEntries(resolved)
}

function put(resolved: Map<string, unknown>, key: string, value: unknown, notes: Notes): void {
  const before = resolved.get(key)
  if (isRecord(before) && isRecord(value)) {
    for (const inner of Object.keys(value)) putInner(resolved, { key, inner }, value[inner], notes)
  } else if (resolved.has(key) && before !== value) {
    refuse(notes, 'alias_conflict', placeOf(key), [before, value])
  } else {
    resolved.set(key, value)
  }
}

function putInner(
  resolved: Map<string, unknown>,
  { key, inner }: Required<Target>,
  value: unknown,
  notes: Notes,
): void {
  const before = resolved.get(key) ?? {}
  if (!isRecord(before)) return refuse(notes, 'alias_conflict', placeOf(key), [before, value])
  if (Object.hasOwn(before, inner) && before[inner] !== value) {
    return refuse(notes, 'alias_conflict', placeOf(key, inner), [before[inner], value])
  }
  resolved.set(key, { ...before, [inner]: value })
}
