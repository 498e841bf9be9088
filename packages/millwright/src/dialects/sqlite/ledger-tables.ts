/**
 * The ledger in SQLite. It lives beside the data it describes: whatever a crash takes, it takes both or neither.
 * Every statement may meet an existing ledger and then changes nothing.
 */
export const ledgerTables: readonly string[] = [
  `create table if not exists millwright_meta (
    key text primary key,
    value text not null
  ) strict, without rowid`,
  `create table if not exists millwright_lock (
    id integer primary key check (id = 1),
    run text,
    epoch integer not null,
    holder text not null,
    beat integer not null,
    taken_at text
  ) strict`,
  `insert into millwright_lock (id, run, epoch, holder, beat) values (1, null, 0, '', 0) on conflict do nothing`,
  `create table if not exists millwright_migration (
    id text primary key,
    seq integer not null unique,
    name text not null,
    kind text not null,
    checksum text not null,
    parents text not null,
    content text not null,
    applied_at text not null,
    run text,
    ms integer not null,
    proved integer not null check (proved in (0, 1))
  ) strict, without rowid`,
  `create table if not exists millwright_run (
    id text primary key,
    seq integer not null unique,
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
  ) strict, without rowid`,
  `create table if not exists millwright_step (
    run text not null,
    migration text not null,
    step text not null,
    seq integer not null,
    kind text not null,
    state text not null,
    total integer,
    detail text not null,
    started_at text not null,
    ms integer not null default 0,
    primary key (run, migration, step)
  ) strict, without rowid`,
  `create table if not exists millwright_part (
    run text not null,
    migration text not null,
    step text not null,
    part integer not null,
    record integer not null,
    position text,
    state text not null,
    counters text not null,
    sums text not null,
    notes text not null,
    primary key (run, migration, step, part)
  ) strict, without rowid`,
  `create trigger if not exists millwright_part_forward before update of record on millwright_part
    when new.record < old.record
    begin select raise(abort, 'a position never moves backwards'); end`,
  `create table if not exists millwright_key (
    run text not null,
    migration text not null,
    step text not null,
    key text not null,
    twin integer not null default 0,
    primary key (run, migration, step, key)
  ) strict, without rowid`,
  `create table if not exists millwright_journal (
    id integer primary key,
    run text not null,
    migration text not null,
    step text not null,
    part integer not null,
    payload text not null
  ) strict`,
  `create index if not exists millwright_journal_step on millwright_journal (run, migration, step)`,
  `create table if not exists millwright_reject (
    id integer primary key,
    run text not null,
    migration text not null,
    step text not null,
    source text not null,
    record integer not null,
    path text not null,
    rule text not null,
    message text not null,
    raw text not null,
    outcome text not null check (outcome in ('rejected', 'merged')),
    state text not null check (state in ('open', 'loaded', 'excluded')),
    accepted integer not null check (accepted in (0, 1))
  ) strict`,
  `create index if not exists millwright_reject_step on millwright_reject (run, migration, step, record)`,
  `create table if not exists millwright_lineage (
    run text not null,
    migration text not null,
    step text not null,
    source text not null,
    record integer not null,
    digest text not null,
    target text not null,
    key text,
    action text not null,
    issues text not null,
    raw text not null,
    primary key (run, migration, step, record)
  ) strict, without rowid`,
  `create table if not exists millwright_baseline (
    run text not null,
    migration text not null,
    name text not null,
    value text not null,
    primary key (run, migration, name)
  ) strict, without rowid`,
  `create table if not exists millwright_event (
    run text not null,
    seq integer not null,
    at text not null,
    type text not null,
    data text not null,
    hash text not null,
    primary key (run, seq)
  ) strict, without rowid`,
]
