-- Who is signed in and who failed to, what was done by whom, and the mark by which a phone's second try is known. Of a token
-- only its SHA-256 is kept.
-- migrate:up
ALTER TABLE weekly_soundings ADD COLUMN client_request_id VARCHAR(64);
CREATE UNIQUE INDEX uq_weekly_soundings_client_request_id ON weekly_soundings (client_request_id);
ALTER TABLE daily_fuel_tickets ADD COLUMN client_request_id VARCHAR(64);
CREATE UNIQUE INDEX uq_daily_fuel_tickets_client_request_id ON daily_fuel_tickets (client_request_id);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  token_hash VARCHAR(64) NOT NULL CHECK (length(token_hash) = 64),
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at DATETIME NOT NULL,
  used_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX uq_sessions_token_hash ON sessions (token_hash);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE TABLE sign_in_failures (
  id INTEGER PRIMARY KEY,
  subject VARCHAR(64) NOT NULL CHECK (length(subject) = 64),
  occurred_at DATETIME NOT NULL
);
CREATE INDEX ix_sign_in_failures_subject_occurred_at ON sign_in_failures (subject, occurred_at);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY,
  occurred_at DATETIME NOT NULL,
  performed_by VARCHAR(120) NOT NULL,
  action VARCHAR(50) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details))
);
CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN
  SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_log_is_not_replaced BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'the number of this event is taken');
END;

-- migrate:down
DROP TABLE audit_log;
DROP TABLE sign_in_failures;
DROP TABLE sessions;
DROP INDEX uq_daily_fuel_tickets_client_request_id;
ALTER TABLE daily_fuel_tickets DROP COLUMN client_request_id;
DROP INDEX uq_weekly_soundings_client_request_id;
ALTER TABLE weekly_soundings DROP COLUMN client_request_id;
