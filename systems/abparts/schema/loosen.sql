-- Takes every rule out of the schema and leaves the rows: keys, checks, NOT NULL, unique indexes and triggers. What remains
-- is what a dump becomes that was restored without them, and what can carry defects.

do $$
declare
  found record;
begin
  for found in
    select c.conrelid::regclass as relation, c.conname as name from pg_constraint as c
    where c.connamespace = 'public'::regnamespace and c.contype in ('f', 'p', 'u', 'c', 'x')
    order by c.contype <> 'f'
  loop
    execute format('alter table %s drop constraint %I', found.relation, found.name);
  end loop;
  for found in
    select i.indexrelid::regclass as name from pg_index as i join pg_class as c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and i.indisunique
  loop
    execute format('drop index %s', found.name);
  end loop;
  for found in
    select t.tgrelid::regclass as relation, t.tgname as name from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  loop
    execute format('drop trigger %I on %s', found.name, found.relation);
  end loop;
  for found in
    select a.attrelid::regclass as relation, a.attname as name from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and a.attnotnull and not a.attisdropped
      and a.attidentity = ''
  loop
    execute format('alter table %s alter column %I drop not null', found.relation, found.name);
  end loop;
end
$$;
