-- Lists that were constants, and what the application must remember of messages it sends.
-- Both lists begin with what the training records name; an empty register begins with empty lists.
-- migrate:up
CREATE TABLE training_modules (
  id INTEGER PRIMARY KEY,
  name VARCHAR(100) NOT NULL CHECK (length(name) <= 100)
);
CREATE UNIQUE INDEX uq_training_modules_name ON training_modules (name);

CREATE TABLE trainers (
  id INTEGER PRIMARY KEY,
  name VARCHAR(100) NOT NULL CHECK (length(name) <= 100)
);
CREATE UNIQUE INDEX uq_trainers_name ON trainers (name);

CREATE TABLE counters (
  name VARCHAR(50) PRIMARY KEY CHECK (length(name) <= 50),
  last INTEGER NOT NULL CHECK (last >= 0)
);

CREATE TABLE secrets (
  name VARCHAR(50) PRIMARY KEY CHECK (length(name) <= 50),
  value TEXT NOT NULL,
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);

CREATE TABLE reminder_sends (
  day DATE NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  bucket VARCHAR(10) NOT NULL CHECK (bucket IN ('URGENT', 'HIGH', 'MEDIUM', 'LOW')),
  devices INTEGER NOT NULL CHECK (devices > 0),
  claimed_at DATETIME NOT NULL CHECK (claimed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  sent_at DATETIME CHECK (sent_at IS NULL OR sent_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  PRIMARY KEY (day, bucket)
);

INSERT INTO training_modules (name) SELECT DISTINCT machine FROM training_assignments ORDER BY machine;
INSERT INTO trainers (name) SELECT DISTINCT trainer FROM training_assignments WHERE trainer IS NOT NULL ORDER BY trainer;
-- An id that was given once is never given again.
INSERT INTO counters (name, last) SELECT 'training_records', coalesce(max(id), 0) FROM training_records;

-- migrate:down
DROP TABLE reminder_sends;
DROP TABLE secrets;
DROP TABLE counters;
DROP TABLE trainers;
DROP TABLE training_modules;
