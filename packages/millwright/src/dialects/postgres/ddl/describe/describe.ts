import type { Queries } from '../../../../kernel/connection.ts'
import { sql } from '../../../../kernel/sql.ts'
import { type Catalogue, type Entity, type Facts, idOf } from '../../../../schema/catalogue.ts'
import { isOwn } from '../../../../schema/schema.ts'
import { createStatements } from '../write/create.ts'
import { readComments } from './comments.ts'
import { type Found, placeIn, type Reading, textIn } from './found.ts'
import { readGrants } from './grants.ts'
import { readNeeds, readPlaces } from './needs.ts'
import {
  extensions,
  functions,
  materializedViews,
  policies,
  rules,
  schemas,
  sequences,
  statistics,
  triggers,
  views,
} from './others.ts'
import { columns, constraints, defaults, indexes, tables } from './tables.ts'
import { composites, domains, enums, ranges } from './types.ts'

/**
 * Reads all that the user owns; what the system, an extension or Millwright made is left out. While it reads, names are
 * looked up nowhere, so that PostgreSQL prints each with its schema, whatever the session looks up by itself.
 */
export async function describe(db: Queries): Promise<Catalogue> {
  const settings = await db.get(
    sql`select current_schema() as home, current_setting('search_path') as path, current_setting('server_version') as version`,
  )
  await setPath(db, '')
  try {
    const entities = await readEntities(db, textIn(settings ?? {}, 'home'))
    return { version: textIn(settings ?? {}, 'version'), entities }
  } finally {
    await setPath(db, textIn(settings ?? {}, 'path'))
  }
}

const setPath = (db: Queries, path: string): Promise<unknown> =>
  db.get(sql`select pg_catalog.set_config('search_path', ${path}, false)`)

const readings: readonly Reading[] = [
  schemas,
  extensions,
  enums,
  composites,
  domains,
  ranges,
  sequences,
  functions,
  tables,
  columns,
  defaults,
  constraints,
  indexes,
  views,
  materializedViews,
  statistics,
  rules,
  triggers,
  policies,
]

async function readEntities(db: Queries, home: string): Promise<readonly Entity[]> {
  const found: Found[] = []
  for (const reading of readings) found.push(...(await read(db, reading, home)))
  const places = await readPlaces(db, found)
  const needs = await readNeeds(db, found, places)
  const owners = ownersOf(found)
  const main = found.map(({ entity }): Entity => {
    const all = new Set([...(needs.get(idOf(entity)) ?? []), ...owners(entity)])
    return { ...entity, needs: [...all].filter((id) => id !== idOf(entity)).sort(), sql: [] }
  })
  return [...main, ...(await readComments(db, places)), ...(await readGrants(db, places))].map((entity) => ({
    ...entity,
    facts: withoutContent(entity.facts),
    sql: createStatements(entity),
  }))
}

/** Whether a view that keeps rows has any is no matter of the schema: only its statement tells it. */
const withoutContent = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'content'))

async function read(db: Queries, { kind, catalogue, query, entity }: Reading, home: string): Promise<readonly Found[]> {
  const rows = await db.all(query)
  return rows
    .filter((row) => !isOwn(textIn(row, 'name')) && !isOwn(textIn(row, 'relation')))
    .map((row) => ({ at: placeIn(catalogue, row), entity: { kind, ...entity(row, home) } }))
}

const owning = new Set<string>(['table', 'view', 'materialized view', 'type'])

/** What belongs to a table or type needs it, a default its column, which the catalogue has no books on. */
function ownersOf(found: readonly Found[]): (entity: Found['entity']) => readonly string[] {
  const owners = new Map(
    found.filter(({ entity }) => owning.has(entity.kind)).map(({ entity }) => [entity.name, idOf(entity)]),
  )
  const columnIds = new Set(found.filter(({ entity }) => entity.kind === 'column').map(({ entity }) => idOf(entity)))
  return ({ kind, of, name }) => {
    if (of === undefined) return []
    const column = idOf({ kind: 'column', of, name })
    const owner = kind === 'default' && columnIds.has(column) ? column : owners.get(of)
    return owner === undefined ? [] : [owner]
  }
}
