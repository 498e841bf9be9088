import { type Comment, lineAt } from './sql-comments.ts'
import { switchOf } from './sql-header.ts'
import { badDirective, unknownMarker } from './problems.ts'

/** A `-- migrate:up` or `-- migrate:down` line. */
export type Marker = {
  readonly section: 'up' | 'down'
  /** What `transaction:…` behind it says; undefined when it stands alone. */
  readonly transaction: boolean | undefined
  readonly start: number
  readonly end: number
  readonly line: number
}

export type Script = { readonly file: string; readonly text: string }

const form = /^--\s*migrate\s*:\s*(\S*)\s*(.*?)\s*$/i
const mistyped = /^--\s*migrate[\s_.-]*(?:up|down)\s*$/i

/** The marker that a comment is; undefined for an ordinary comment. A mistyped marker fails. */
export function markerOf(comment: Comment, { file, text }: Script): Marker | undefined {
  if (comment.kind === 'block') return undefined
  const found = form.exec(comment.text)
  if (found === null && !mistyped.test(comment.text)) return undefined
  const line = lineAt(text, comment.start)
  const place = `${file}:${line}`
  const section = comment.alone ? sectionOf(found?.[1]) : undefined
  if (section === undefined) throw unknownMarker(place, comment.text.trim())
  return { section, transaction: transactionOf(found?.[2], place), start: comment.start, end: comment.end, line }
}

function sectionOf(word: string | undefined): Marker['section'] | undefined {
  const lower = word?.toLowerCase()
  return lower === 'up' || lower === 'down' ? lower : undefined
}

function transactionOf(options: string | undefined, place: string): boolean | undefined {
  if (options === undefined || options === '') return undefined
  const [, word] = /^transaction\s*[:=]\s*(\S+)$/i.exec(options) ?? []
  const value = word === undefined ? undefined : switchOf(word)
  if (value === undefined) throw badDirective(place, options, '`transaction:false` or nothing behind the marker')
  return value
}
