import { sql } from '../../../kernel/sql.ts'

/**
 * The condition that a namespace `n` is the user's: neither the system's, nor temporary, nor made by an extension, which
 * makes its own tables again when it is made.
 */
export const isTheirs = sql`n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and not exists (
  select from pg_catalog.pg_depend x
  where x.classid = 'pg_catalog.pg_namespace'::regclass and x.objid = n.oid and x.deptype = 'e')`

/** The condition that no extension made an object of a catalogue. */
export const isNotExtended = (catalogue: string, oid: string): ReturnType<typeof sql> =>
  sql`not exists (select from pg_catalog.pg_depend x
    where x.classid = ${sql.raw(`'pg_catalog.${catalogue}'::regclass`)} and x.objid = ${sql.raw(oid)} and x.deptype = 'e')`
