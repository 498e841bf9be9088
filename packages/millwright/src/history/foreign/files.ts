import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { causedBy, wordsOf } from '../../kernel/problem.ts'
import { unreadableFolder } from './problems.ts'

/** What lies in a folder, sorted by code unit as the tools sort. @throws ADOPT106 */
export function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw causedBy(unreadableFolder(folder, wordsOf(error)), error)
  }
}

/** The names of the files in a folder that fit, and what was caught of each name. */
export const filesLike = (folder: string, form: RegExp): readonly RegExpExecArray[] =>
  entriesIn(folder).flatMap((entry) => {
    const caught = entry.isDirectory() ? null : form.exec(entry.name)
    return caught === null ? [] : [caught]
  })

/** @throws ADOPT106 */
export function textIn(folder: string, ...names: readonly string[]): string {
  const file = join(folder, ...names)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw causedBy(unreadableFolder(file, wordsOf(error)), error)
  }
}

/** The part of a text behind one line and before another; all of the rest where that other is missing. */
export function between(text: string, after: RegExp, before: RegExp): string | undefined {
  const from = after.exec(text)
  if (from === null) return undefined
  const rest = text.slice(from.index + from[0].length)
  const to = before.exec(rest)
  return to === null ? rest : rest.slice(0, to.index)
}
