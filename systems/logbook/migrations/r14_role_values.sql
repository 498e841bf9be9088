-- The role is stored as the interface shows it. A role that is none of the three has no other name, and no row without one
-- is taken: the migration ends there, and nothing has changed.
-- foreign-keys: off
-- migrate:up
CREATE TABLE users_valued (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL CHECK (role IN ('chief_engineer', 'engineer', 'viewer')),
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
INSERT INTO users_valued SELECT
  id, username, email, password_hash,
  CASE role WHEN 'CHIEF_ENGINEER' THEN 'chief_engineer' WHEN 'ENGINEER' THEN 'engineer' WHEN 'VIEWER' THEN 'viewer' END,
  full_name, is_active, last_login, created_at, updated_at
FROM users;
DROP TABLE users;
ALTER TABLE users_valued RENAME TO users;
CREATE UNIQUE INDEX ix_users_username ON users (username);

-- migrate:down
CREATE TABLE users_named (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL CHECK (role IN ('CHIEF_ENGINEER', 'ENGINEER', 'VIEWER')),
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
INSERT INTO users_named SELECT
  id, username, email, password_hash,
  CASE role WHEN 'chief_engineer' THEN 'CHIEF_ENGINEER' WHEN 'engineer' THEN 'ENGINEER' WHEN 'viewer' THEN 'VIEWER' END,
  full_name, is_active, last_login, created_at, updated_at
FROM users;
DROP TABLE users;
ALTER TABLE users_named RENAME TO users;
CREATE UNIQUE INDEX ix_users_username ON users (username);
