/**
 * The ledger in PostgreSQL, in the schema where new tables go. It lives beside the data it describes: whatever a crash
 * takes, it takes both or neither. Every statement may meet an existing ledger and then changes nothing.
 */
export const ledgerTables: readonly string[] = [
  // Two that make the same table at the same moment would get in each other's way, "if not exists" or not.
  `select pg_advisory_xact_lock(7838195204726)`,
  `create table if not exists millwright_meta (
    key text primary key,
    value text not null
  )`,
  `create table if not exists millwright_lock (
    id integer primary key check (id = 1),
    run text,
    epoch bigint not null,
    holder text not null,
    beat bigint not null,
    taken_at text
  )`,
  `insert into millwright_lock (id, run, epoch, holder, beat) values (1, null, 0, '', 0) on conflict do nothing`,
  `create table if not exists millwright_migration (
    id text primary key,
    seq bigint not null unique,
    name text not null,
    kind text not null,
    checksum text not null,
    parents text not null,
    content text not null,
    applied_at text not null,
    run text,
    ms bigint not null,
    proved integer not null check (proved in (0, 1))
  )`,
  `create table if not exists millwright_run (
    id text primary key,
    seq bigint not null unique,
    state text not null,
    verdict text,
    why text,
    plan text not null,
    document text not null,
    command text not null,
    actor text not null,
    request text,
    started_at text not null,
    finished_at text,
    backup text,
    version text not null
  )`,
  `create table if not exists millwright_step (
    run text not null,
    migration text not null,
    step text not null,
    seq bigint not null,
    kind text not null,
    state text not null,
    total bigint,
    detail text not null,
    started_at text not null,
    ms bigint not null default 0,
    primary key (run, migration, step)
  )`,
  `create table if not exists millwright_part (
    run text not null,
    migration text not null,
    step text not null,
    part integer not null,
    record bigint not null,
    position text,
    state text not null,
    counters text not null,
    sums text not null,
    notes text not null,
    primary key (run, migration, step, part)
  )`,
  `create or replace function millwright_forward() returns trigger language plpgsql as $millwright$
    begin raise exception 'a position never moves backwards'; end $millwright$`,
  `create or replace trigger millwright_part_forward before update of record on millwright_part
    for each row when (new.record < old.record) execute function millwright_forward()`,
  `create table if not exists millwright_key (
    run text not null,
    migration text not null,
    step text not null,
    key text not null,
    twin integer not null default 0,
    primary key (run, migration, step, key)
  )`,
  `create table if not exists millwright_journal (
    id bigint generated always as identity primary key,
    run text not null,
    migration text not null,
    step text not null,
    part integer not null,
    payload text not null
  )`,
  `create index if not exists millwright_journal_step on millwright_journal (run, migration, step)`,
  `create table if not exists millwright_reject (
    id bigint generated always as identity primary key,
    run text not null,
    migration text not null,
    step text not null,
    source text not null,
    record bigint not null,
    path text not null,
    rule text not null,
    message text not null,
    raw text not null,
    outcome text not null check (outcome in ('rejected', 'merged')),
    state text not null check (state in ('open', 'loaded', 'excluded')),
    accepted integer not null check (accepted in (0, 1))
  )`,
  `create index if not exists millwright_reject_step on millwright_reject (run, migration, step, record)`,
  `create table if not exists millwright_lineage (
    run text not null,
    migration text not null,
    step text not null,
    source text not null,
    record bigint not null,
    digest text not null,
    target text not null,
    key text,
    action text not null,
    issues text not null,
    raw text not null,
    primary key (run, migration, step, record)
  )`,
  `create table if not exists millwright_baseline (
    run text not null,
    migration text not null,
    name text not null,
    value text not null,
    primary key (run, migration, name)
  )`,
  `create table if not exists millwright_event (
    run text not null,
    seq bigint not null,
    at text not null,
    type text not null,
    data text not null,
    hash text not null,
    primary key (run, seq)
  )`,
]
