-- What somebody asked the manuals, message by message.
-- migrate:up
CREATE TABLE chat_sessions (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  messages TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);

-- migrate:down
DROP TABLE chat_sessions;
