-- migrate:up
insert into counter (id, x, note)
  with recursive n (i) as (select 1 union all select i + 1 from n where i < 12)
  select i, i * 10, case when i % 3 = 0 then null else 'note ' || i end from n;

-- migrate:down
delete from counter where id <= 12;
