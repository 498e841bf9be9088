import { storedJson } from '../kernel/json.ts'
import type { StoredReject } from '../ledger/rejects.ts'

/** How rejects are written out: without any loss, as they came, or for a spreadsheet. */
export type RejectsForm = 'jsonl' | 'raw' | 'csv'

const columns = [
  'id',
  'run',
  'migration',
  'step',
  'source',
  'record',
  'path',
  'rule',
  'message',
  'raw',
  'outcome',
  'state',
] as const

export const rejectsCsvHead = `${columns.join(',')}\r\n`

/** One reject with its line end. */
export function rejectLine(reject: StoredReject, form: RejectsForm): string {
  if (form === 'raw') return `${reject.raw}\n`
  if (form === 'csv') return `${columns.map((name) => cell(String(reject[name]))).join(',')}\r\n`
  return `${storedJson(reject)}\n`
}

/** A spreadsheet takes text that begins like this for a formula; the quote in front keeps it text. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
