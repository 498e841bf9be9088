-- Who is signed in, and who failed to. Of a token only its SHA-256 is kept: reading the database signs nobody in.
-- migrate:up
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  token_hash VARCHAR(64) NOT NULL CHECK (length(token_hash) = 64),
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  created_at DATETIME NOT NULL CHECK (created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  used_at DATETIME NOT NULL CHECK (used_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  expires_at DATETIME NOT NULL CHECK (expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE UNIQUE INDEX uq_sessions_token_hash ON sessions (token_hash);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE TABLE sign_in_failures (
  id INTEGER PRIMARY KEY,
  subject VARCHAR(64) NOT NULL CHECK (length(subject) = 64),
  occurred_at DATETIME NOT NULL CHECK (occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z')
);
CREATE INDEX ix_sign_in_failures_subject_occurred_at ON sign_in_failures (subject, occurred_at);

-- migrate:down
DROP TABLE sign_in_failures;
DROP TABLE sessions;
