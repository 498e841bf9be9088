-- schema: as found
-- migrate:up

create table "Site" (
  id varchar(36) primary key default gen_random_uuid()::text,
  code varchar(50) not null unique,
  name varchar(255) not null,
  timezone varchar(50) not null default 'UTC',
  country varchar(2),
  "isActive" boolean not null default true,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists "Site_isActive_idx" on "Site" ("isActive");

create table "WorkCenter" (
  id varchar(36) primary key default gen_random_uuid()::text,
  code varchar(50) not null unique,
  name varchar(255) not null,
  "siteId" varchar(36) not null references "Site",
  "workCenterType" varchar(20) not null check ("workCenterType" in ('LINE', 'CELL', 'AREA')),
  "costCenter" varchar(50),
  "isActive" boolean not null default true,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists "WorkCenter_siteId_idx" on "WorkCenter" ("siteId");
create index if not exists "WorkCenter_workCenterType_idx" on "WorkCenter" ("workCenterType");

create table "Equipment" (
  id varchar(36) primary key default gen_random_uuid()::text,
  code varchar(50) not null unique,
  name varchar(255) not null,
  "workCenterId" varchar(36) not null references "WorkCenter",
  "equipmentType" varchar(50) not null,
  manufacturer varchar(100),
  model varchar(100),
  "serialNumber" varchar(100),
  "theoreticalCycleTime" double precision check ("theoreticalCycleTime" > 0),
  "nominalSpeed" double precision check ("nominalSpeed" > 0),
  "currentState" varchar(20) not null default 'IDLE'
    check ("currentState" in ('PRODUCING', 'IDLE', 'DOWN', 'PLANNED_STOP')),
  "isActive" boolean not null default true,
  "commissionDate" timestamptz,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists "Equipment_workCenterId_idx" on "Equipment" ("workCenterId");
create index if not exists "Equipment_equipmentType_idx" on "Equipment" ("equipmentType");
create index if not exists "Equipment_currentState_idx" on "Equipment" ("currentState");
create index if not exists "Equipment_isActive_currentState_idx" on "Equipment" ("isActive", "currentState");

create table "Shift" (
  id varchar(36) primary key,
  "siteId" varchar(36) not null references "Site",
  "shiftCode" varchar(10) not null,
  "shiftName" varchar(50) not null,
  "startTime" varchar(5) not null check ("startTime" ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  "endTime" varchar(5) not null check ("endTime" ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  "breakMinutes" integer not null default 0 check ("breakMinutes" >= 0),
  "isActive" boolean not null default true,
  unique ("siteId", "shiftCode")
);
create index if not exists "Shift_siteId_idx" on "Shift" ("siteId");

create table "Product" (
  id varchar(36) primary key,
  code varchar(50) not null unique,
  name varchar(255) not null,
  family varchar(50),
  "standardCycleTime" double precision check ("standardCycleTime" > 0),
  "targetPPM" integer,
  "isActive" boolean not null default true,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists "Product_family_idx" on "Product" (family);
create index if not exists "Product_isActive_idx" on "Product" ("isActive");

create table "ShiftInstance" (
  id varchar(36) primary key,
  "shiftId" varchar(36) not null references "Shift",
  "shiftDate" date not null,
  "actualStartTime" timestamptz not null,
  "actualEndTime" timestamptz check ("actualEndTime" > "actualStartTime"),
  "plannedMinutes" integer not null check ("plannedMinutes" > 0),
  "breakMinutes" integer not null default 0,
  unique ("shiftId", "shiftDate")
);
create index if not exists "ShiftInstance_shiftDate_idx" on "ShiftInstance" ("shiftDate");
create index if not exists "ShiftInstance_shiftId_idx" on "ShiftInstance" ("shiftId");

create table "ProductionOrder" (
  id varchar(36) primary key default gen_random_uuid()::text,
  "orderNumber" varchar(50) not null unique,
  "workCenterId" varchar(36) not null references "WorkCenter",
  "productId" varchar(36) not null references "Product",
  "plannedQuantity" integer not null,
  "producedQuantity" integer not null default 0,
  "goodQuantity" integer not null default 0,
  "plannedStartTime" timestamptz not null,
  "plannedEndTime" timestamptz not null,
  "actualStartTime" timestamptz,
  "actualEndTime" timestamptz,
  status varchar(20) not null default 'PLANNED'
    check (status in ('PLANNED', 'RELEASED', 'STARTED', 'COMPLETED', 'CANCELLED'))
);
create index if not exists "ProductionOrder_workCenterId_idx" on "ProductionOrder" ("workCenterId");
create index if not exists "ProductionOrder_productId_idx" on "ProductionOrder" ("productId");
create index if not exists "ProductionOrder_status_idx" on "ProductionOrder" (status);
create index if not exists "ProductionOrder_plannedStartTime_idx" on "ProductionOrder" ("plannedStartTime");

create table "MaintenanceEvent" (
  id varchar(36) primary key default gen_random_uuid()::text,
  "equipmentId" varchar(36) not null references "Equipment",
  "eventType" varchar(20) not null check ("eventType" in ('BREAKDOWN', 'PREVENTIVE', 'PREDICTIVE')),
  "startTime" timestamptz not null,
  "endTime" timestamptz,
  "durationMinutes" integer,
  description text,
  severity varchar(20) check (severity in ('CRITICAL', 'MAJOR', 'MINOR')),
  "rootCause" varchar(255),
  "actionTaken" text,
  "laborHours" double precision,
  "partsCost" double precision,
  "totalCost" double precision
);
create index if not exists "MaintenanceEvent_equipmentId_startTime_idx" on "MaintenanceEvent" ("equipmentId", "startTime" desc);
create index if not exists "MaintenanceEvent_eventType_idx" on "MaintenanceEvent" ("eventType");

create table "User" (
  id varchar(36) primary key default gen_random_uuid()::text,
  email varchar(255) not null unique,
  name varchar(255) not null,
  "employeeId" varchar(50) unique,
  role varchar(20) not null default 'operator',
  "siteId" varchar(36) references "Site",
  "isActive" boolean not null default true,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index if not exists "User_siteId_idx" on "User" ("siteId");

create table "Session" (
  id varchar(36) primary key default gen_random_uuid()::text,
  "userId" varchar(36) not null references "User" on delete cascade,
  token varchar(255) not null unique,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now()
);
create index if not exists "Session_userId_idx" on "Session" ("userId");

-- Time series are hypertables where TimescaleDB 2.10 or newer is at hand, and else partitions of a month. What they refer to
-- and their indexes come behind the move: asked for all rows at once they take a tenth of what they take row by row.
create function factory_has_timescale() returns boolean language plpgsql stable as $$
declare
  available text;
begin
  select default_version into available from pg_available_extensions where name = 'timescaledb';
  return available is not null and string_to_array(split_part(available, '-', 1), '.')::int[] >= array[2, 10];
end
$$;

do $$
declare
  parted text := ' partition by range ("timestamp")';
begin
  if factory_has_timescale() then
    create extension if not exists timescaledb;
    parted := '';
  end if;
  execute $ddl$
    create table equipment_states (
      id varchar(36) not null,
      "timestamp" timestamptz not null,
      "equipmentId" varchar(36) not null,
      state varchar(20) not null check (state in ('PRODUCING', 'IDLE', 'DOWN', 'PLANNED_STOP')),
      "stateCategory" varchar(30) not null
        check ("stateCategory" in ('PRODUCTION', 'AVAILABILITY_LOSS', 'PERFORMANCE_LOSS', 'PLANNED')),
      reason varchar(255),
      "startTime" timestamptz not null,
      "endTime" timestamptz,
      "durationSeconds" integer,
      "shiftInstanceId" varchar(36),
      "operatorId" varchar(36),
      "productionOrderId" varchar(36),
      primary key ("timestamp", "equipmentId"),
      constraint equipment_states_timestamp check ("timestamp" = "startTime"),
      constraint equipment_states_end check ("endTime" > "startTime"),
      constraint equipment_states_duration check (
        ("endTime" is null) = ("durationSeconds" is null)
        and ("endTime" is null or "durationSeconds" = extract(epoch from "endTime" - "startTime"))),
      constraint equipment_states_producing check ((state = 'PRODUCING') = ("stateCategory" = 'PRODUCTION')),
      constraint equipment_states_planned check ((state = 'PLANNED_STOP') = ("stateCategory" = 'PLANNED'))
    )$ddl$ || parted;
  execute $ddl$
    create table production_counts (
      id varchar(36) not null,
      "timestamp" timestamptz not null,
      "equipmentId" varchar(36) not null,
      "totalCount" integer not null check ("totalCount" >= 0),
      "goodCount" integer not null check ("goodCount" >= 0),
      "rejectCount" integer not null check ("rejectCount" >= 0),
      "reworkCount" integer not null default 0,
      "productId" varchar(36),
      "shiftInstanceId" varchar(36),
      "productionOrderId" varchar(36),
      "operatorId" varchar(36),
      "actualCycleTime" double precision,
      primary key ("timestamp", "equipmentId"),
      constraint production_counts_good check ("goodCount" <= "totalCount")
    )$ddl$ || parted;
  execute $ddl$
    create table quality_events (
      id varchar(36) not null,
      "timestamp" timestamptz not null,
      "equipmentId" varchar(36) not null,
      "eventType" varchar(20) not null check ("eventType" in ('DEFECT', 'REWORK', 'SCRAP')),
      "defectCode" varchar(50),
      "defectCategory" varchar(50),
      quantity integer not null check (quantity > 0),
      severity varchar(20) check (severity in ('CRITICAL', 'MAJOR', 'MINOR')),
      "productId" varchar(36),
      "productionOrderId" varchar(36),
      "shiftInstanceId" varchar(36),
      "operatorId" varchar(36),
      primary key ("timestamp", "equipmentId", id)
    )$ddl$ || parted;
  execute $ddl$
    create table oee_calculations (
      id varchar(36) not null,
      "timestamp" timestamptz not null,
      "equipmentId" varchar(36) not null,
      "shiftInstanceId" varchar(36) not null,
      "plannedTime" double precision not null,
      "availableTime" double precision not null,
      "operatingTime" double precision not null,
      "netOperatingTime" double precision not null,
      "productiveTime" double precision not null,
      availability double precision not null check (availability between 0 and 1),
      performance double precision not null check (performance >= 0),
      quality double precision not null check (quality between 0 and 1),
      oee double precision not null check (oee >= 0),
      teep double precision check (teep >= 0),
      "totalProduced" integer not null,
      "goodProduced" integer not null,
      "defectCount" integer not null,
      "reworkCount" integer not null,
      "breakdownLoss" double precision not null default 0,
      "setupLoss" double precision not null default 0,
      "minorStopLoss" double precision not null default 0,
      "idleLoss" double precision not null default 0,
      "speedLoss" double precision not null default 0,
      "defectLoss" double precision not null default 0,
      "reworkLoss" double precision not null default 0,
      "calculatedAt" timestamptz not null,
      primary key ("timestamp", "equipmentId", "shiftInstanceId")
    )$ddl$ || parted;
end
$$;

-- Makes the partitions of a range, by months; those of the figures by years. What stands already stays.
create function factory_make_partitions(first date, last date) returns void language plpgsql as $$
declare
  parent text;
  step interval;
  unit text;
  begins timestamptz;
begin
  if factory_has_timescale() then return; end if;
  foreach parent in array array['equipment_states', 'production_counts', 'quality_events', 'oee_calculations'] loop
    unit := case parent when 'oee_calculations' then 'year' else 'month' end;
    step := ('1 ' || unit)::interval;
    begins := date_trunc(unit, first::timestamp) at time zone 'UTC';
    execute format('create table if not exists %I partition of %I default', parent || '_rest', parent);
    while begins <= last::timestamp at time zone 'UTC' loop
      execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
        parent || '_' || to_char(begins at time zone 'UTC', case unit when 'year' then 'YYYY' else 'YYYY_MM' end),
        parent, begins, (begins at time zone 'UTC' + step) at time zone 'UTC');
      begins := (begins at time zone 'UTC' + step) at time zone 'UTC';
    end loop;
  end loop;
end
$$;

-- Drops the partitions that hold nothing.
create function factory_drop_empty_partitions() returns void language plpgsql as $$
declare
  part regclass;
  has_rows boolean;
begin
  if factory_has_timescale() then return; end if;
  for part in select inhrelid::regclass from pg_inherits
    where inhparent in ('equipment_states'::regclass, 'production_counts'::regclass, 'quality_events'::regclass, 'oee_calculations'::regclass)
  loop
    execute format('select exists (select from %s)', part) into has_rows;
    if not has_rows then execute format('drop table %s', part); end if;
  end loop;
end
$$;

do $$
begin
  if not factory_has_timescale() then return; end if;
  perform create_hypertable('equipment_states', 'timestamp', chunk_time_interval => interval '30 days', if_not_exists => true);
  perform create_hypertable('production_counts', 'timestamp', chunk_time_interval => interval '30 days', if_not_exists => true);
  perform create_hypertable('quality_events', 'timestamp', chunk_time_interval => interval '30 days', if_not_exists => true);
  perform create_hypertable('oee_calculations', 'timestamp', chunk_time_interval => interval '30 days', if_not_exists => true);
end
$$;

-- Ids that follow from what a row is about: a tag, and 26 characters of the digest of its natural key. The characters are
-- written out: so a query can take the expression into itself, where a call for each row took longer than all figures together.
create function factory_base32(digest bytea) returns text language sql immutable strict parallel safe as $$
  select substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 0) << 8 | get_byte(digest, 1)) >> 11 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 0) << 8 | get_byte(digest, 1)) >> 6 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 1) << 8 | get_byte(digest, 2)) >> 9 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 1) << 8 | get_byte(digest, 2)) >> 4 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 2) << 8 | get_byte(digest, 3)) >> 7 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 3) << 8 | get_byte(digest, 4)) >> 10 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 3) << 8 | get_byte(digest, 4)) >> 5 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 4) << 8 | get_byte(digest, 5)) >> 8 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 5) << 8 | get_byte(digest, 6)) >> 11 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 5) << 8 | get_byte(digest, 6)) >> 6 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 6) << 8 | get_byte(digest, 7)) >> 9 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 6) << 8 | get_byte(digest, 7)) >> 4 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 7) << 8 | get_byte(digest, 8)) >> 7 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 8) << 8 | get_byte(digest, 9)) >> 10 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 8) << 8 | get_byte(digest, 9)) >> 5 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 9) << 8 | get_byte(digest, 10)) >> 8 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 10) << 8 | get_byte(digest, 11)) >> 11 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 10) << 8 | get_byte(digest, 11)) >> 6 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 11) << 8 | get_byte(digest, 12)) >> 9 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 11) << 8 | get_byte(digest, 12)) >> 4 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 12) << 8 | get_byte(digest, 13)) >> 7 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 13) << 8 | get_byte(digest, 14)) >> 10 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 13) << 8 | get_byte(digest, 14)) >> 5 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 14) << 8 | get_byte(digest, 15)) >> 8 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 15) << 8 | get_byte(digest, 16)) >> 11 & 31) + 1, 1) ||
    substr('abcdefghijklmnopqrstuvwxyz234567', ((get_byte(digest, 15) << 8 | get_byte(digest, 16)) >> 6 & 31) + 1, 1)
$$;

-- migrate:down
drop function factory_base32(bytea);
drop table oee_calculations;
drop table quality_events;
drop table production_counts;
drop table equipment_states;
drop function factory_drop_empty_partitions();
drop function factory_make_partitions(date, date);
drop function factory_has_timescale();
drop table "Session";
drop table "User";
drop table "MaintenanceEvent";
drop table "ProductionOrder";
drop table "ShiftInstance";
drop table "Product";
drop table "Shift";
drop table "Equipment";
drop table "WorkCenter";
drop table "Site";
