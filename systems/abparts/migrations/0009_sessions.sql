-- Who works with the protocols signs in: a session holds for eight hours, and only a digest of its token is kept.
-- migrate:up
create table user_sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  token_hash varchar(64) not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index ix_user_sessions_user on user_sessions (user_id);
create index ix_user_sessions_over on user_sessions (expires_at);
create index ix_users_invitation on users (invitation_token) where invitation_token is not null;

-- migrate:down
drop index ix_users_invitation;
drop table user_sessions;
