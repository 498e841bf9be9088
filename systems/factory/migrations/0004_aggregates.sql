-- schema: as found
-- migrate:up

create view v_oee_shift as
select o.*, e.code as "equipmentCode", e."workCenterId", i."shiftDate", i."shiftId", s."shiftCode", s."siteId"
from oee_calculations as o
  join "Equipment" as e on e.id = o."equipmentId"
  join "ShiftInstance" as i on i.id = o."shiftInstanceId"
  join "Shift" as s on s.id = i."shiftId";

-- A day is the day of the shifts that began on it. Sums first, ratios then.
create view v_oee_daily as
select day.*,
  "operatingTime" / nullif("plannedTime", 0) as availability,
  "netOperatingTime" / nullif("operatingTime", 0) as performance,
  "productiveTime" / nullif("netOperatingTime", 0) as quality,
  "productiveTime" / nullif("plannedTime", 0) as oee,
  "goodProduced"::double precision / nullif("totalProduced", 0) as yield
from (
  select "equipmentId", "workCenterId", "shiftDate",
    sum("plannedTime") as "plannedTime", sum("operatingTime") as "operatingTime",
    sum("netOperatingTime") as "netOperatingTime", sum("productiveTime") as "productiveTime",
    sum("totalProduced") as "totalProduced", sum("goodProduced") as "goodProduced",
    sum("breakdownLoss") as "breakdownLoss", sum("setupLoss") as "setupLoss", sum("minorStopLoss") as "minorStopLoss",
    sum("idleLoss") as "idleLoss", sum("speedLoss") as "speedLoss", sum("defectLoss") as "defectLoss",
    sum("reworkLoss") as "reworkLoss", avg(oee) as "avgOee", count(*) as shifts
  from v_oee_shift group by "equipmentId", "workCenterId", "shiftDate"
) as day;

create view v_oee_daily_workcenter as
select day.*,
  "operatingTime" / nullif("plannedTime", 0) as availability,
  "netOperatingTime" / nullif("operatingTime", 0) as performance,
  "productiveTime" / nullif("netOperatingTime", 0) as quality,
  "productiveTime" / nullif("plannedTime", 0) as oee,
  "goodProduced"::double precision / nullif("totalProduced", 0) as yield
from (
  select "workCenterId", "shiftDate",
    sum("plannedTime") as "plannedTime", sum("operatingTime") as "operatingTime",
    sum("netOperatingTime") as "netOperatingTime", sum("productiveTime") as "productiveTime",
    sum("totalProduced") as "totalProduced", sum("goodProduced") as "goodProduced",
    sum("breakdownLoss") as "breakdownLoss", sum("setupLoss") as "setupLoss", sum("minorStopLoss") as "minorStopLoss",
    sum("idleLoss") as "idleLoss", sum("speedLoss") as "speedLoss", sum("defectLoss") as "defectLoss",
    sum("reworkLoss") as "reworkLoss", avg(oee) as "avgOee", count(*) as shifts
  from v_oee_shift group by "workCenterId", "shiftDate"
) as day;

-- Seconds of every state in every hour, where an hour begins as the clocks of the site show it.
create function v_state_hourly(from_time timestamptz, to_time timestamptz)
returns table ("equipmentId" varchar, hour timestamptz, state varchar, seconds double precision) language sql stable as $$
  select s."equipmentId", h, s.state,
    sum(extract(epoch from least(coalesce(s."endTime", to_time), h + interval '1 hour') - greatest(s."startTime", h)))::double precision
  from equipment_states as s
    join "Equipment" as e on e.id = s."equipmentId"
    join "WorkCenter" as w on w.id = e."workCenterId"
    join "Site" as t on t.id = w."siteId"
    cross join lateral generate_series(date_trunc('hour', s."startTime", t.timezone),
      coalesce(s."endTime", to_time) - interval '1 microsecond', interval '1 hour') as h
  where s."startTime" < to_time and coalesce(s."endTime", to_time) > from_time and h < to_time and h + interval '1 hour' > from_time
  group by s."equipmentId", h, s.state
$$;

create function v_oee_hourly(from_time timestamptz, to_time timestamptz)
returns table ("equipmentId" varchar, hour timestamptz, "plannedSeconds" double precision, "producingSeconds" double precision,
  "totalCount" bigint, "goodCount" bigint, availability double precision) language plpgsql stable as $$
begin
  if to_time - from_time > interval '31 days' then
    raise exception 'v_oee_hourly answers for 31 days at most, and was asked for %', to_time - from_time;
  end if;
  return query
    select known."equipmentId", known.hour, known.planned, known.producing, coalesce(made.total, 0), coalesce(made.good, 0),
      known.producing / nullif(known.planned, 0)
    from (
      select h."equipmentId", h.hour,
        coalesce(sum(seconds) filter (where h.state <> 'PLANNED_STOP'), 0) as planned,
        coalesce(sum(seconds) filter (where h.state = 'PRODUCING'), 0) as producing
      from v_state_hourly(from_time, to_time) as h group by h."equipmentId", h.hour
    ) as known
    left join lateral (
      select sum(c."totalCount") as total, sum(c."goodCount") as good from production_counts as c
      where c."equipmentId" = known."equipmentId" and c."timestamp" >= known.hour and c."timestamp" < known.hour + interval '1 hour'
    ) as made on true;
end
$$;

do $$
declare
  -- Averages of ratios stand here for those who read them before; the sums beside them are what counts.
  averages text := 'avg(oee) as avg_oee, avg(availability) as avg_availability, avg(performance) as avg_performance,
    avg(quality) as avg_quality, sum("totalProduced") as total_produced, sum("goodProduced") as good_produced';
  sums text := 'sum("plannedTime") as planned_time, sum("operatingTime") as operating_time,
    sum("netOperatingTime") as net_operating_time, sum("productiveTime") as productive_time';
begin
  if factory_has_timescale() then
    execute format('create materialized view oee_hourly with (timescaledb.continuous) as
      select time_bucket(interval ''1 hour'', "timestamp") as hour, "equipmentId", %s, count(*) as calculation_count, %s
      from oee_calculations group by 1, 2 with no data', averages, sums);
    execute format('create materialized view oee_daily_workcenter with (timescaledb.continuous) as
      select time_bucket(interval ''1 day'', o."timestamp") as day, e."workCenterId", %s, %s
      from oee_calculations as o join "Equipment" as e on e.id = o."equipmentId" group by 1, 2 with no data', averages, sums);
    perform add_continuous_aggregate_policy('oee_hourly', start_offset => interval '3 days', end_offset => interval '1 hour',
      schedule_interval => interval '30 minutes', if_not_exists => true);
    perform add_continuous_aggregate_policy('oee_daily_workcenter', start_offset => interval '7 days', end_offset => interval '1 hour',
      schedule_interval => interval '1 hour', if_not_exists => true);
  else
    execute format('create materialized view oee_hourly as
      select date_bin(interval ''1 hour'', "timestamp", timestamptz ''2000-01-01 00:00:00+00'') as hour, "equipmentId", %s,
        count(*) as calculation_count, %s from oee_calculations group by 1, 2', averages, sums);
    execute format('create materialized view oee_daily_workcenter as
      select date_bin(interval ''1 day'', o."timestamp", timestamptz ''2000-01-01 00:00:00+00'') as day, e."workCenterId", %s, %s
      from oee_calculations as o join "Equipment" as e on e.id = o."equipmentId" group by 1, 2', averages, sums);
    create unique index oee_hourly_key on oee_hourly (hour, "equipmentId");
    create unique index oee_daily_workcenter_key on oee_daily_workcenter (day, "workCenterId");
    create procedure refresh_continuous_aggregate(name text, from_time timestamptz, to_time timestamptz) language plpgsql as $body$
    begin
      if name not in ('oee_hourly', 'oee_daily_workcenter') then
        raise exception 'there is no aggregate %; use oee_hourly or oee_daily_workcenter', name;
      end if;
      execute format('refresh materialized view concurrently %I', name);
    end
    $body$;
  end if;
end
$$;

-- From here on a change tells when it was made. Before, the times were those of the legacy database.
create function factory_touch() returns trigger language plpgsql as $$
begin
  new."updatedAt" := now();
  return new;
end
$$;
create trigger "Site_touch" before update on "Site" for each row execute function factory_touch();
create trigger "WorkCenter_touch" before update on "WorkCenter" for each row execute function factory_touch();
create trigger "Equipment_touch" before update on "Equipment" for each row execute function factory_touch();
create trigger "Product_touch" before update on "Product" for each row execute function factory_touch();
create trigger "User_touch" before update on "User" for each row execute function factory_touch();

-- migrate:down
drop trigger "User_touch" on "User";
drop trigger "Product_touch" on "Product";
drop trigger "Equipment_touch" on "Equipment";
drop trigger "WorkCenter_touch" on "WorkCenter";
drop trigger "Site_touch" on "Site";
drop function factory_touch();
drop materialized view oee_daily_workcenter;
drop materialized view oee_hourly;
drop procedure if exists refresh_continuous_aggregate(text, timestamptz, timestamptz);
drop function v_oee_hourly(timestamptz, timestamptz);
drop function v_state_hourly(timestamptz, timestamptz);
drop view v_oee_daily_workcenter;
drop view v_oee_daily;
drop view v_oee_shift;
