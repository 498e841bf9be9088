-- migrate:up transaction:off
update counter set x = x + 100;
vacuum counter;
update counter set x = x * 2;

-- migrate:down transaction:off
update counter set x = x / 2;
vacuum counter;
update counter set x = x - 100;
