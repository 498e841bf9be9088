-- The guide's own example, word for word: one more text on the weekly sounding.
-- migrate:up
ALTER TABLE weekly_soundings ADD COLUMN new_field VARCHAR(100);

-- migrate:down
ALTER TABLE weekly_soundings DROP COLUMN new_field;
