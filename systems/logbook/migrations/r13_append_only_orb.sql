-- A wrong entry is struck through, never erased, and a right one may take its place. REPLACE deletes without asking any
-- trigger, so an entry under a number that is taken is refused as well.
-- migrate:up
ALTER TABLE orb_entries ADD COLUMN struck_at DATETIME;
ALTER TABLE orb_entries ADD COLUMN struck_by VARCHAR(100);
ALTER TABLE orb_entries ADD COLUMN replaces_id INTEGER REFERENCES orb_entries (id);

CREATE TRIGGER orb_entries_never_shrink BEFORE DELETE ON orb_entries
BEGIN
  SELECT raise(ABORT, 'an entry of the oil record book is struck through, never erased');
END;

CREATE TRIGGER orb_entries_never_change BEFORE UPDATE OF id, entry_date, code, entry_text, sounding_id, created_at, hitch_id, replaces_id
ON orb_entries
BEGIN
  SELECT raise(ABORT, 'an entry of the oil record book is struck through, never changed');
END;

CREATE TRIGGER orb_entries_are_struck_once BEFORE UPDATE OF struck_at, struck_by ON orb_entries
WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL OR NEW.struck_by IS NULL
BEGIN
  SELECT raise(ABORT, 'an entry is struck through once, by somebody, and stays so');
END;

CREATE TRIGGER orb_entries_are_not_replaced BEFORE INSERT ON orb_entries
WHEN EXISTS (SELECT 1 FROM orb_entries WHERE id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'the number of this entry is taken');
END;

CREATE TRIGGER weekly_soundings_never_shrink BEFORE DELETE ON weekly_soundings
BEGIN
  SELECT raise(ABORT, 'a sounding stands behind entries of the oil record book and is kept');
END;

CREATE VIEW orb_register AS
SELECT
  entry.id,
  entry.entry_date,
  entry.code,
  entry.entry_text,
  entry.struck_at,
  entry.struck_by,
  entry.replaces_id,
  sounding.id AS sounding_id,
  sounding.recorded_at AS sounded_at,
  sounding.engineer_name,
  sounding.engineer_title
FROM orb_entries AS entry LEFT JOIN weekly_soundings AS sounding ON sounding.id = entry.sounding_id;

-- migrate:down
-- A mark that was made is part of the book: with one in it there is no way back, and nothing changes.
CREATE TABLE marks_of_the_book (
  entry INTEGER CONSTRAINT struck_entries_would_lose_their_mark CHECK (entry IS NULL)
);
INSERT INTO marks_of_the_book SELECT id FROM orb_entries WHERE struck_at IS NOT NULL OR replaces_id IS NOT NULL;
DROP TABLE marks_of_the_book;

DROP VIEW orb_register;
DROP TRIGGER weekly_soundings_never_shrink;
DROP TRIGGER orb_entries_are_not_replaced;
DROP TRIGGER orb_entries_are_struck_once;
DROP TRIGGER orb_entries_never_change;
DROP TRIGGER orb_entries_never_shrink;
ALTER TABLE orb_entries DROP COLUMN replaces_id;
ALTER TABLE orb_entries DROP COLUMN struck_by;
ALTER TABLE orb_entries DROP COLUMN struck_at;
