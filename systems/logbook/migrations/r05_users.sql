-- Who may use the book. The role is stored as the enumeration's name.
-- migrate:up
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  username VARCHAR(80) NOT NULL,
  email VARCHAR(120) UNIQUE,
  password_hash VARCHAR(256) NOT NULL,
  role VARCHAR(14) NOT NULL,
  full_name VARCHAR(120),
  is_active BOOLEAN NOT NULL,
  last_login DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX ix_users_username ON users (username);

-- migrate:down
DROP TABLE users;
