import type { Catalogue, Entity, EntityKind } from '../../../schema/catalogue.ts'
import type { Rename } from '../../../schema/change.ts'
import type { DdlStatement } from '../../ddl.ts'
import { pathParts, quoteText } from '../syntax.ts'
import { ident, schemaOf } from './write/ident.ts'
import { statement } from './write/statement.ts'

/** One new name; PostgreSQL itself rewrites all that mentions the old one, bodies of functions left aside. */
export function rename({ what, of = '', from, to }: Rename, catalogue: Catalogue): readonly DdlStatement[] {
  const owner = pathOf(catalogue, of)
  switch (what) {
    case 'table':
    case 'type':
      return move(entityOf(catalogue, from) ?? passing(what, from, catalogue), to, catalogue)
    case 'column':
      return [statement(`alter table ${owner} rename column ${ident(from)} to ${ident(to)}`)]
    case 'constraint':
      return [statement(`alter table ${owner} rename constraint ${ident(from)} to ${ident(to)}`)]
    case 'index':
      return [statement(`alter index ${schemaOf(owner)}.${ident(from)} rename to ${ident(to)}`)]
    case 'type-value':
      return [statement(`alter type ${owner} rename value ${label(from)} to ${label(to)}`)]
  }
}

const label = (text: string): string => quoteText(text).trim()

const addressed = new Set<EntityKind>(['table', 'view', 'materialized view', 'type', 'sequence'])

const entityOf = ({ entities }: Catalogue, name: string): Entity | undefined =>
  entities.find((entity) => addressed.has(entity.kind) && entity.name === name)

/** Something under a name for the meantime, which no catalogue tells. */
function passing(kind: 'table' | 'type', name: string, catalogue: Catalogue): Entity {
  const [bare = '', schema] = pathParts(name).toReversed()
  const home = schema === undefined ? homeOf(catalogue) : ident(schema)
  return { kind, name, facts: { path: `${home}.${ident(bare)}` }, needs: [], sql: [] }
}

const pathOf = (catalogue: Catalogue, name: string): string => entityOf(catalogue, name)?.facts['path'] ?? ident(name)

/** A new name, a new schema, or both; the schema is made where it is not there yet. */
function move(entity: Entity, to: string, catalogue: Catalogue): readonly DdlStatement[] {
  const path = entity.facts['path'] ?? ''
  const [name = ''] = pathParts(to).toReversed()
  const [oldName = ''] = pathParts(entity.name).toReversed()
  const home = newHome(entity, to, catalogue)
  const kind = entity.facts['form'] === 'domain' ? 'domain' : entity.kind
  const moved = home === schemaOf(path) ? [] : [`alter ${kind} ${path} set schema ${home}`]
  const made = moved.length === 0 || hasSchema(catalogue, home) ? [] : [`create schema ${home}`]
  const named = name === oldName ? [] : [`alter ${kind} ${home}.${ident(oldName)} rename to ${ident(name)}`]
  return [...made, ...moved, ...named].map((text) => statement(text))
}

/** The schema of the new name: of one without it, the one that it has, unless that had to be named before. */
function newHome({ facts, name }: Entity, to: string, catalogue: Catalogue): string {
  const [, schema] = pathParts(to).toReversed()
  if (schema !== undefined) return ident(schema)
  return pathParts(name).length === 1 ? schemaOf(facts['path'] ?? '') : homeOf(catalogue)
}

const hasSchema = ({ entities }: Catalogue, path: string): boolean =>
  entities.some(({ kind, facts }) => kind === 'schema' && facts['path'] === path)

/** The schema in which a name without one stands: that of anything that is named so. */
function homeOf({ entities }: Catalogue): string {
  const bare = entities.find(({ kind, name }) => addressed.has(kind) && pathParts(name).length === 1)
  return bare === undefined ? 'public' : schemaOf(bare.facts['path'] ?? '')
}
