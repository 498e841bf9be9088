-- migrate:up
create table stock (sku text not null references part (sku), place text not null, qty integer not null, primary key (sku, place));
create index stock_place on stock (place);
create view scarce as select sku from part where qty < 5;

-- migrate:down
drop view scarce;
drop table stock;
