import { type Code, codes, type Severity } from './codes.ts'

/** What was noticed about one field of one record. `original` is kept for lineage; secrets never stand in it. */
export type Issue = {
  readonly code: Code
  readonly severity: Severity
  /** The source key, inner keys joined by a dot. */
  readonly field: string
  readonly path: readonly string[]
  readonly message: string
  readonly original?: unknown
}

/** `reject` counts against the reject budget, `fail` is a policy that stops the whole run. */
export type Action = 'keep' | 'reject' | 'fail'

export type Result<Row> =
  | { readonly ok: true; readonly row: Row; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly action: 'reject' | 'fail'; readonly issues: readonly Issue[] }

/** Where an issue points to. */
export type Place = { readonly name: string; readonly path: readonly string[] }

/** The notes taken while one record is read; the worst action wins. `refused` are those issues that keep the record out. */
export type Notes = { readonly issues: Issue[]; action: Action; refused?: Issue[] }

export const newNotes = (): Notes => ({ issues: [], action: 'keep' })

/** An issue with its code's own severity and words. */
export function issue(code: Code, { name: field, path }: Place, original?: unknown): Issue {
  const { severity, meaning } = codes[code]
  const message = `${field} ${meaning}`
  if (original === undefined) return { code, severity, field, path, message }
  return { code, severity, field, path, message, original }
}

export function note(notes: Notes, noted: Issue): void {
  notes.issues.push(noted)
}

/** Notes an issue that keeps the record out, by default as a plain reject. */
export function refuse(notes: Notes, noted: Issue, action: Action = 'reject'): void {
  const refused: Issue = noted.severity === 'error' ? noted : { ...noted, severity: 'error' }
  notes.issues.push(refused)
  ;(notes.refused ??= []).push(refused)
  raise(notes, action)
}

/** Raises the action, never lowers it. */
function raise(notes: Notes, action: Action): void {
  if (action === 'fail' || notes.action === 'keep') notes.action = action
}

export function resultOf<Row>(row: Row, { issues, action }: Notes): Result<Row> {
  return action === 'keep' ? { ok: true, row, issues } : { ok: false, action, issues }
}

export const placeOf = (...path: readonly string[]): Place => ({ name: path.join('.'), path })
