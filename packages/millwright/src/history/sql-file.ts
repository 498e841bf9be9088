import type { Statement } from '../dialects/dialect.ts'
import type { Split, SqlBody } from './migration.ts'
import { contradiction, lateDirective, sectionTwice, textBeforeMarker, upMissing } from './problems.ts'
import { type Comment, commentsOf, lineAt } from './sql-comments.ts'
import { directiveOf, emptyHeader, type Header, isMeant, withDirective } from './sql-header.ts'
import { type Marker, markerOf, type Script } from './sql-markers.ts'

/** Reads the comment lines above the first marker; the statements are not looked at. */
export function readHeader(script: Script): Header {
  let header = emptyHeader
  let seen = 0
  for (const comment of commentsOf(script.file, script.text)) {
    if (script.text.slice(seen, comment.start).trim() !== '' || markerOf(comment, script) !== undefined) break
    header = headerWith(header, comment, script)
    seen = comment.end
  }
  return header
}

/** Reads a whole SQL migration: sections, statements, directives. Fails at the first thing that is not clear. */
export function parseSql(script: Script, split: Split): SqlBody {
  const { header, markers } = readComments(script)
  const up = markers.find(({ section }) => section === 'up')
  if (up === undefined) throw upMissing(script.file)
  const down = markers.find(({ section }) => section === 'down')
  const parts = { script, markers, split }
  const transaction = up.transaction ?? header.transaction
  const downTransaction = down?.transaction ?? header.transaction
  const statements = { up: statementsOf(up, parts), down: down && statementsOf(down, parts) }
  const { foreignKeys, irreversible, rules } = header
  const found = header.asFound === true ? { asFound: true as const } : {}
  const body = {
    kind: 'sql' as const,
    ...statements,
    irreversible,
    transaction,
    downTransaction,
    foreignKeys,
    ...found,
    ...(rules === undefined ? {} : { rules }),
  }
  refuseContradictions(script.file, body)
  // An empty down section beside a reason says the same as the reason.
  return irreversible === undefined ? body : { ...body, down: undefined }
}

type Comments = { readonly header: Header; readonly markers: readonly Marker[] }

function readComments(script: Script): Comments {
  const markers: Marker[] = []
  let header = emptyHeader
  let seen = 0
  for (const comment of commentsOf(script.file, script.text)) {
    const marker = markerOf(comment, script)
    if (markers.length === 0) refuseCode(script, seen, comment.start)
    if (marker !== undefined) markers.push(onlyOne(marker, markers, script.file))
    else header = markers.length === 0 ? headerWith(header, comment, script) : laterHeader(header, comment, script)
    seen = comment.end
  }
  return { header, markers }
}

function headerWith(header: Header, comment: Comment, { file, text }: Script): Header {
  const directive = comment.alone ? directiveOf(comment.text) : undefined
  if (directive === undefined) return header
  return withDirective(header, directive, `${file}:${lineAt(text, comment.start)}`)
}

/** Below the first marker only the reason why there is no way back has a place. */
function laterHeader(header: Header, comment: Comment, script: Script): Header {
  const directive = comment.alone ? directiveOf(comment.text) : undefined
  if (directive === undefined || !isMeant(directive)) return header
  if (directive.key === 'irreversible') return headerWith(header, comment, script)
  throw lateDirective(`${script.file}:${lineAt(script.text, comment.start)}`, comment.text.trim())
}

function refuseCode({ file, text }: Script, from: number, to: number): void {
  const code = text.slice(from, to)
  if (code.trim() === '') return
  throw textBeforeMarker(`${file}:${lineAt(text, from + code.search(/\S/))}`)
}

function onlyOne(marker: Marker, markers: readonly Marker[], file: string): Marker {
  const first = markers.find(({ section }) => section === marker.section)
  if (first !== undefined) throw sectionTwice(`${file}:${marker.line}`, marker.section, first.line)
  return marker
}

type Parts = { readonly script: Script; readonly markers: readonly Marker[]; readonly split: Split }

/** The statements of a marker's section, with the lines they have in the file. */
function statementsOf(marker: Marker, { script, markers, split }: Parts): readonly Statement[] {
  const next = markers.find(({ start }) => start > marker.start)
  const section = script.text.slice(marker.end, next?.start)
  return split(section).map(({ text, line }) => ({ text, line: line + marker.line - 1 }))
}

function refuseContradictions(file: string, body: SqlBody): void {
  if (body.irreversible !== undefined && body.down !== undefined && body.down.length > 0) {
    throw contradiction(file, 'an `irreversible` line', 'statements below `-- migrate:down`')
  }
  if (body.foreignKeys === 'off' && !(body.transaction && body.downTransaction)) {
    throw contradiction(file, '`foreign-keys: off`, which needs a transaction,', 'a section without a transaction')
  }
}
