-- migrate:up
insert into counter (id, x, note)
  select i, i * 10, case when i % 3 = 0 then null else 'note ' || i end from generate_series(1, 12) i;

-- migrate:down
delete from counter where id <= 12;
