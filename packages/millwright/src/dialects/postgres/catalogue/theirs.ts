import { sql } from '../../../kernel/sql.ts'

/**
 * The condition that a namespace `n` is the user's: neither the system's, nor temporary, nor the one of our queue, nor made by
 * an extension, which makes its own tables again when it is made.
 */
export const isTheirs = sql`n.nspname not in ('information_schema', 'millwright_queue') and n.nspname !~ '^pg_' and not exists (
  select from pg_catalog.pg_depend x
  where x.classid = 'pg_catalog.pg_namespace'::regclass and x.objid = n.oid and x.deptype = 'e')`

/** The condition that no extension made an object of a catalogue. */
export const isNotExtended = (catalogue: string, oid: string): ReturnType<typeof sql> =>
  sql`not exists (select from pg_catalog.pg_depend x
    where x.classid = ${sql.raw(`'pg_catalog.${catalogue}'::regclass`)} and x.objid = ${sql.raw(oid)} and x.deptype = 'e')`

/** A sequence goes with the column that made it: one of a table of ours is ours too. */
export const isNotOurSequence = sql`not exists (select from pg_catalog.pg_depend d
  join pg_catalog.pg_class owner on owner.oid = d.refobjid
  where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'a'
    and d.refclassid = 'pg_catalog.pg_class'::regclass and owner.relname like 'millwright\\_%')`
