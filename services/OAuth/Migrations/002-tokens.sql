-- One row for each system email that signs in with OAuth, from the first try on.
create table token (
  system_email_id uuid primary key references system_email,
  access_token bytea,
  cache bytea,
  account text,
  account_id text,
  tenant text,
  scopes text[] not null default '{}',
  audience text,
  linked_at timestamptz,
  issued_at timestamptz,
  refresh_due_at timestamptz,
  expires_at timestamptz,
  last_refresh_at timestamptz,
  failures integer not null default 0,
  problem jsonb,
  mender text,
  retry_at timestamptz
);

create index token_due on token (refresh_due_at);

comment on column token.access_token is 'sealed by Data Protection, bound to the row';
comment on column token.cache is 'refresh token and account as the sign-in library keeps them, sealed by Data Protection, bound to the row';

-- How often a credential was handed out, and to whom.
create table handout (
  system_email_id uuid not null references system_email,
  caller text not null,
  purpose text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (system_email_id, caller, purpose)
);
