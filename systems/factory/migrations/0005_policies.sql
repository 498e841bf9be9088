-- schema: as found
-- migrate:up

-- Only now, behind a move that was proved: rows that are written into compressed chunks are slow. Nothing is ever deleted by a
-- policy of ours: how long history is kept somebody must decide who has looked at what would go.
do $$
declare
  policy record;
begin
  if not factory_has_timescale() then return; end if;
  for policy in select * from (values ('equipment_states', interval '7 days'), ('production_counts', interval '7 days'),
    ('quality_events', interval '30 days'), ('oee_calculations', interval '30 days')) as known (parent, after)
  loop
    execute format('alter table %I set (timescaledb.compress, timescaledb.compress_segmentby = %L, timescaledb.compress_orderby = %L)',
      policy.parent, '"equipmentId"', '"timestamp" desc');
    perform add_compression_policy(policy.parent, policy.after, if_not_exists => true);
  end loop;
end
$$;

-- migrate:down
do $$
declare
  parent text;
begin
  if not factory_has_timescale() then return; end if;
  foreach parent in array array['equipment_states', 'production_counts', 'quality_events', 'oee_calculations'] loop
    perform remove_compression_policy(parent, if_exists => true);
  end loop;
end
$$;
