import type { Finding } from '../../kernel/finding.ts'
import { plural } from '../../kernel/text.ts'
import type { Schema } from '../../schema/schema.ts'
import { brokenIn, type Made, type Wanted, wantedBy } from './claims.ts'
import { type Claim, type ForeignFile, type ForeignTool, told } from './tool.ts'

type Place = { readonly id: string; readonly broken: readonly string[] }

type Recorded = { readonly tool: ForeignTool; readonly recorded: { readonly ids: readonly string[] } }

/**
 * Where a database stands by its tables and columns, as far as the code of the files says what it does to them. Empty where that
 * is not known, or no better than what was recorded.
 */
export function placeByClaims(
  { tool, recorded }: Recorded,
  files: readonly ForeignFile[],
  live: Schema,
): readonly Finding[] {
  const all = firstClaims(files)
  if (all.size === 0 || tool.applied === undefined) return []
  const places = files.map(({ id }): Place => {
    const upTo = tool.applied?.(files, { ids: [id], findings: [] }) ?? []
    return { id, broken: brokenIn(new Map([...all, ...wantedBy(upTo)]), live).map(({ name }) => name) }
  })
  const same = places.filter(({ broken }) => broken.length === 0).map(({ id }) => id)
  if (same.length > 0) return [found(same)]
  const nearest = places.reduce((best, place) => (place.broken.length <= best.broken.length ? place : best))
  return recorded.ids.includes(nearest.id) ? [] : [farFrom(nearest)]
}

/** Each name as it is before any of the files: there when the first that speaks of it removes it, and otherwise not. */
function firstClaims(files: readonly ForeignFile[]): Wanted {
  const first = files.flatMap(({ id, claims = [] }) => claims.flatMap((claim) => beforeIt(claim, id)))
  return new Map(first.toReversed().map((made) => [made.name, made]))
}

function beforeIt({ does, table, column, to }: Claim, by: string): readonly Made[] {
  const name = column === undefined ? table : `${table}.${column}`
  const was: Made = { name, by, isThere: does !== 'adds' }
  return to === undefined ? [was] : [was, { name: to, by, isThere: false }]
}

const found = (same: readonly string[]): Finding =>
  told('info', 'ADOPT212', {
    subject: 'the tables',
    message: `they are those after ${same.join(', or after ')}`,
    answer: same.map((id) => `--recorded ${id}`).join(' or '),
  })

function farFrom({ id, broken }: Place): Finding {
  const differ = `${plural(broken.length, 'name')} (${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''})`
  const message = `no revision gives them; they are nearest to ${id}, from which they differ in ${differ}`
  return told('info', 'ADOPT212', { subject: 'the tables', message })
}
