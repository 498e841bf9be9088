import type { Field } from './fields.ts'
import { type Notes, note, placeOf, refuse, issue } from './issue.ts'

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
  const merging: Merging = { resolved: new Map(), notes }
  for (const key of Object.keys(record)) {
    const target = table.targets.get(key)
    if (target === undefined) refuse(notes, issue('unknown_field', placeOf(key), record[key]))
    else if (target.inner !== undefined) putInner(merging, target as Required<Target>, record[key])
    else putAs(merging, key, { key: target.key, value: record[key] })
  }
  return Object.fromEntries(merging.resolved)
}

type Merging = { readonly resolved: Map<string, unknown>; readonly notes: Notes }

function putAs(
  merging: Merging,
  spelled: string,
  { key, value }: { readonly key: string; readonly value: unknown },
): void {
  put(merging, key, value)
  if (spelled !== key) note(merging.notes, issue('alias_used', placeOf(key), spelled))
}

function put(merging: Merging, key: string, value: unknown): void {
  const { resolved, notes } = merging
  const before = resolved.get(key)
  if (isRecord(before) && isRecord(value)) {
    for (const inner of Object.keys(value)) putInner(merging, { key, inner }, value[inner])
  } else if (resolved.has(key) && before !== value) {
    refuse(notes, issue('alias_conflict', placeOf(key), [before, value]))
  } else {
    resolved.set(key, value)
  }
}

function putInner({ resolved, notes }: Merging, { key, inner }: Required<Target>, value: unknown): void {
  const before = resolved.get(key) ?? {}
  if (!isRecord(before)) return refuse(notes, issue('alias_conflict', placeOf(key), [before, value]))
  if (Object.hasOwn(before, inner) && before[inner] !== value) {
    return refuse(notes, issue('alias_conflict', placeOf(key, inner), [before[inner], value]))
  }
  resolved.set(key, { ...before, [inner]: value })
}
