create table system_email (
  id uuid primary key,
  revision integer not null,
  address text not null,
  name text not null,
  provider text not null,
  sign_in text not null,
  shared_mailbox boolean not null,
  client_id text,
  client_secret bytea,
  tenant text,
  authorize_endpoint text,
  token_endpoint text,
  scopes text[] not null,
  password bytea,
  receiving jsonb,
  sending jsonb,
  paused boolean not null default false,
  removed boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create unique index system_email_address on system_email (lower(address)) where not removed;

comment on column system_email.client_secret is 'sealed by Data Protection, bound to the row';
comment on column system_email.password is 'sealed by Data Protection, bound to the row';

create table key_ring (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default now()
);
