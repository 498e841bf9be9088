-- migrate:up

-- Every row is there and was checked: now what it refers to is asked once for all of them, and from here on for each.
alter table equipment_states
  add constraint "equipment_states_equipmentId_fkey" foreign key ("equipmentId") references "Equipment",
  add constraint "equipment_states_shiftInstanceId_fkey" foreign key ("shiftInstanceId") references "ShiftInstance";
alter table production_counts
  add constraint "production_counts_equipmentId_fkey" foreign key ("equipmentId") references "Equipment",
  add constraint "production_counts_productId_fkey" foreign key ("productId") references "Product",
  add constraint "production_counts_shiftInstanceId_fkey" foreign key ("shiftInstanceId") references "ShiftInstance";
alter table quality_events
  add constraint "quality_events_equipmentId_fkey" foreign key ("equipmentId") references "Equipment",
  add constraint "quality_events_productId_fkey" foreign key ("productId") references "Product",
  add constraint "quality_events_shiftInstanceId_fkey" foreign key ("shiftInstanceId") references "ShiftInstance";
alter table oee_calculations
  add constraint "oee_calculations_equipmentId_fkey" foreign key ("equipmentId") references "Equipment",
  add constraint "oee_calculations_shiftInstanceId_fkey" foreign key ("shiftInstanceId") references "ShiftInstance";

create index "equipment_states_equipmentId_timestamp_idx" on equipment_states ("equipmentId", "timestamp" desc);
create index "equipment_states_state_timestamp_idx" on equipment_states (state, "timestamp" desc);
create index "equipment_states_shiftInstanceId_idx" on equipment_states ("shiftInstanceId") where "shiftInstanceId" is not null;
create index "equipment_states_open_idx" on equipment_states ("endTime") where "endTime" is null;
create index "production_counts_equipmentId_timestamp_idx" on production_counts ("equipmentId", "timestamp" desc);
create index "production_counts_shiftInstanceId_idx" on production_counts ("shiftInstanceId") where "shiftInstanceId" is not null;
create index "production_counts_productionOrderId_idx" on production_counts ("productionOrderId") where "productionOrderId" is not null;
create index "quality_events_equipmentId_timestamp_idx" on quality_events ("equipmentId", "timestamp" desc);
create index "quality_events_eventType_timestamp_idx" on quality_events ("eventType", "timestamp" desc);
create index "quality_events_defectCategory_idx" on quality_events ("defectCategory");
create index "oee_calculations_equipmentId_timestamp_idx" on oee_calculations ("equipmentId", "timestamp" desc);
create index "oee_calculations_shiftInstanceId_idx" on oee_calculations ("shiftInstanceId");

-- migrate:down
drop index "equipment_states_equipmentId_timestamp_idx";
drop index "equipment_states_state_timestamp_idx";
drop index "equipment_states_shiftInstanceId_idx";
drop index "equipment_states_open_idx";
drop index "production_counts_equipmentId_timestamp_idx";
drop index "production_counts_shiftInstanceId_idx";
drop index "production_counts_productionOrderId_idx";
drop index "quality_events_equipmentId_timestamp_idx";
drop index "quality_events_eventType_timestamp_idx";
drop index "quality_events_defectCategory_idx";
drop index "oee_calculations_equipmentId_timestamp_idx";
drop index "oee_calculations_shiftInstanceId_idx";
alter table oee_calculations
  drop constraint "oee_calculations_equipmentId_fkey",
  drop constraint "oee_calculations_shiftInstanceId_fkey";
alter table quality_events
  drop constraint "quality_events_equipmentId_fkey",
  drop constraint "quality_events_productId_fkey",
  drop constraint "quality_events_shiftInstanceId_fkey";
alter table production_counts
  drop constraint "production_counts_equipmentId_fkey",
  drop constraint "production_counts_productId_fkey",
  drop constraint "production_counts_shiftInstanceId_fkey";
alter table equipment_states
  drop constraint "equipment_states_equipmentId_fkey",
  drop constraint "equipment_states_shiftInstanceId_fkey";
