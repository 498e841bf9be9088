-- The application began to write UTC into created_at. The schema is the same before and after; the history knows the day.
-- migrate:up

-- migrate:down
