-- The old words go.
-- irreversible: the columns of the old model are dropped with what was in them; only a backup brings them back
-- migrate:up
alter table inventory drop column legacy_organization_id, drop column legacy_location;
alter table parts drop column legacy_is_consumable;
alter table users drop column legacy_role;
alter table organizations drop column legacy_type;
drop table legacy_shape;
