import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { type Graph, oneHead } from './graph.ts'
import { compareIds } from './migration.ts'
import { cannotWrite, emptyTitle, fileExists, oneParentToMerge } from './problems.ts'
import { filledSql, type NewKind, scaffold, scaffoldMerge, type SqlContent } from './scaffold.ts'
import { findMigration } from './target.ts'

/** A file that is about to be written. */
export type NewFile = { readonly id: string; readonly file: string; readonly text: string }

export type NewOptions = {
  readonly folder: string
  readonly graph: Graph
  readonly now: Date
  /** What it does, in a few words; becomes the name. */
  readonly title: string
  readonly kind: NewKind
  /** The ids to follow; without them, the one head. */
  readonly parents?: readonly string[]
  /** What stands in it; without it, it is empty. */
  readonly content?: SqlContent
}

/** Names and fills a new migration; fails on a title without a letter, and on several heads unless parents are given. */
export function newMigration({ folder, graph, now, title, kind, parents, content }: NewOptions): NewFile {
  const slug = slugOf(title)
  const id = nextId([...graph.migrations.keys()], now)
  const head = parents === undefined ? oneHead(graph) : undefined
  const follows = parents ?? (head === undefined ? [] : [head])
  const text = content === undefined ? scaffold(kind, follows) : filledSql(follows, content)
  return { id, file: join(folder, `${id}_${slug}.${kind === 'sql' ? 'sql' : 'ts'}`), text }
}

export type MergeOptions = Omit<NewOptions, 'title' | 'kind' | 'parents'> & {
  /** The migrations to join, as a person names them. */
  readonly words: readonly string[]
  readonly title?: string
}

/** Names and fills a migration that joins branches. */
export function newMerge({ folder, graph, now, words, title }: MergeOptions): NewFile {
  const parents = [...new Set(words.map((word) => findMigration(graph, word).id))]
  if (parents.length < 2) throw oneParentToMerge(parents)
  const id = nextId([...graph.migrations.keys()], now)
  const slug = slugOf(title ?? `merge ${parents.join(' ')}`)
  return { id, file: join(folder, `${id}_${slug}.sql`), text: scaffoldMerge(parents) }
}

/** The path of a SQL migration. */
export const fileAt = (folder: string, id: string, slug: string): string => join(folder, `${id}_${slug}.sql`)

/** Writes a new file, and its folder where it is missing; never over a file that is there. */
export function writeNew({ file, text }: NewFile): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text, { flag: 'wx', flush: true })
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw causedBy(exists ? fileExists(file) : cannotWrite(file, wordsOf(cause)), cause)
  }
}

/** The next number where the folder counts, otherwise the time in UTC, later than every time that is taken. */
export function nextId(ids: readonly string[], now: Date): string {
  const counts = ids.length > 0 && ids.every((id) => /^\d{1,9}$/.test(id))
  if (counts) return nextNumber(ids)
  const last = ids
    .filter((id) => timeForm.test(id))
    .toSorted(compareIds)
    .at(-1)
  const after = last === undefined ? 0 : timeOf(last) + 1000
  return stampOf(new Date(Math.max(now.getTime(), after)))
}

/** A title as a part of a file name: letters and digits of any script, lower case, joined by underscores. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  const slug = shortened(words.join('_'))
  if (slug === '') throw emptyTitle(title)
  return slug
}

const timeForm = /^\d{14}$/
const longestName = 120

function nextNumber(ids: readonly string[]): string {
  const width = Math.min(...ids.map((id) => id.length))
  return String(Math.max(...ids.map(Number)) + 1).padStart(width, '0')
}

const stampOf = (time: Date): string => time.toISOString().slice(0, 19).replace(/\D/g, '')

/** Not a time after all (month 13): then it does not hold the next one back. */
function timeOf(id: string): number {
  const [, year, month, day, hour, minute, second] = /(.{4})(..)(..)(..)(..)(..)/.exec(id) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? 0 : time
}

/** File names end at 255 bytes; the cut falls between two characters. */
function shortened(slug: string): string {
  let kept = ''
  for (const char of slug) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(char) > longestName) break
    kept += char
  }
  return kept.replace(/_+$/, '')
}
