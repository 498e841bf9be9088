-- The legacy database: seventeen tables, times without a zone that hold UTC, readings without foreign keys.
create table "Plant" (
  id text primary key,
  code text not null unique,
  name text not null,
  timezone text,
  country text,
  address text,
  "isActive" boolean not null default true,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null
);

create table "Area" (
  id text primary key,
  "plantId" text not null references "Plant",
  code text not null,
  name text not null,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null,
  unique ("plantId", code)
);

create table "Line" (
  id text primary key,
  "areaId" text not null references "Area",
  code text not null,
  name text not null,
  "costCenter" text,
  "isActive" boolean not null default true,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null,
  unique ("areaId", code)
);

create table "Cell" (
  id text primary key,
  "lineId" text not null references "Line",
  code text not null,
  name text not null,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null,
  unique ("lineId", code)
);

create table "WorkUnit" (
  id text primary key,
  code text not null unique,
  name text not null,
  "lineId" text references "Line",
  "cellId" text references "Cell",
  "workUnitType" text not null,
  manufacturer text,
  model text,
  "serialNumber" text,
  "nominalSpeed" double precision,
  "theoreticalCycleTime" double precision,
  status text not null default 'operational',
  "installationDate" timestamp(3),
  location text,
  description text,
  "isActive" boolean not null default true,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null,
  constraint "WorkUnit_place" check (("lineId" is null) <> ("cellId" is null))
);

create table "DowntimeType" (
  id text primary key,
  code text not null unique,
  name text not null,
  category text not null,
  "isPlanned" boolean not null default false,
  "affectsOee" boolean not null default true
);

create table "DefectType" (
  id text primary key,
  code text not null unique,
  name text not null,
  category text,
  severity text
);

create table "OperationalMetric" (
  id text primary key,
  "workUnitId" text not null,
  "timestamp" timestamp(3) not null,
  "actualSpeed" double precision,
  temperature double precision,
  pressure double precision,
  vibration double precision,
  operator text,
  "createdAt" timestamp(3) not null
);
create index "OperationalMetric_workUnitId_timestamp_idx" on "OperationalMetric" ("workUnitId", "timestamp");

create table "ProductionMetric" (
  id text primary key,
  "workUnitId" text not null,
  "timestamp" timestamp(3) not null,
  "totalOutput" integer,
  "goodOutput" integer,
  "defectiveOutput" integer,
  "actualCycleTime" double precision,
  shift text,
  "productType" text,
  "lotNumber" text,
  operator text,
  "createdAt" timestamp(3) not null
);
create index "ProductionMetric_workUnitId_timestamp_idx" on "ProductionMetric" ("workUnitId", "timestamp");

create table "QualityMetric" (
  id text primary key,
  "workUnitId" text not null,
  "timestamp" timestamp(3) not null,
  parameter text,
  uom text,
  value double precision,
  "lowerLimit" double precision,
  "upperLimit" double precision,
  "isWithinSpec" boolean,
  "defectTypeId" text references "DefectType",
  "defectCount" integer not null default 0,
  disposition text,
  "defectSeverity" text,
  inspector text,
  "productType" text,
  "createdAt" timestamp(3) not null
);

create table "PerformanceMetric" (
  id text primary key,
  "workUnitId" text not null,
  "timestamp" timestamp(3) not null,
  availability double precision,
  performance double precision,
  quality double precision,
  "oeeScore" double precision,
  "plannedProductionTime" double precision,
  "operatingTime" double precision,
  "plannedDowntime" double precision,
  "unplannedDowntime" double precision,
  "changeoverTime" double precision,
  "totalParts" integer,
  "goodParts" integer,
  "rejectedParts" integer,
  "reworkParts" integer,
  shift text,
  operator text,
  "productType" text,
  "createdAt" timestamp(3) not null
);

create table "EnergyMetric" (
  id text primary key,
  "workUnitId" text not null,
  "timestamp" timestamp(3) not null,
  "electricalConsumption" double precision,
  "gasConsumption" double precision,
  "waterConsumption" double precision,
  "energyCost" double precision,
  "carbonFootprint" double precision,
  "createdAt" timestamp(3) not null
);

create table "DowntimeEvent" (
  id text primary key,
  "workUnitId" text not null,
  "downtimeTypeId" text references "DowntimeType",
  "isPlanned" boolean not null default false,
  reason text,
  "startTime" timestamp(3) not null,
  "endTime" timestamp(3),
  "reportedBy" text,
  comments text,
  "createdAt" timestamp(3) not null
);
create index "DowntimeEvent_workUnitId_startTime_idx" on "DowntimeEvent" ("workUnitId", "startTime");

create table "MaintenanceRecord" (
  id text primary key,
  "workUnitId" text not null,
  "maintenanceType" text not null,
  description text not null,
  technician text not null,
  priority text not null default 'medium',
  "failureMode" text,
  "failureCause" text,
  "preventiveMeasures" text,
  notes text,
  "startTime" timestamp(3) not null,
  "endTime" timestamp(3),
  "actualDuration" double precision,
  "laborCost" double precision,
  "partsCost" double precision,
  "totalCost" double precision,
  status text not null,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null
);

create table "Alert" (
  id text primary key,
  "workUnitId" text,
  "alertType" text not null,
  severity text not null,
  priority text not null,
  title text not null,
  message text not null,
  "metricName" text,
  "currentValue" double precision,
  "thresholdValue" double precision,
  status text not null,
  "timestamp" timestamp(3) not null,
  "acknowledgedBy" text,
  "acknowledgedAt" timestamp(3),
  "resolvedBy" text,
  "resolvedAt" timestamp(3),
  escalated boolean not null default false,
  "rootCause" text,
  tags text[],
  "parentAlertId" text references "Alert",
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null
);

create table "User" (
  id text primary key,
  email text not null unique,
  name text,
  role text not null default 'user',
  department text,
  "passwordHash" text not null,
  "lastLogin" timestamp(3),
  "siteId" text references "Plant",
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null
);

create table "Session" (
  id text primary key,
  "userId" text not null references "User" on delete cascade,
  token text not null unique,
  "expiresAt" timestamp(3) not null,
  "createdAt" timestamp(3) not null
);
