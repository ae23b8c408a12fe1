-- Device codes, certificates, and the switches of the portal that decide who may consent.
alter table tenant add column user_consent boolean not null default true; -- false: only an admin consents to applications
alter table application add column requested_roles text[] not null default '{}'; -- application permissions of the registration, consented or not

create table application_certificate (
  id uuid primary key,
  client_id uuid not null references application on delete cascade,
  name text not null,
  raw bytea not null, -- X.509, DER
  created_at timestamptz not null
);

create table device_code (
  code_hash bytea primary key,
  user_code text not null unique,
  provider text not null default 'entra',
  client_id text not null,
  tenant text not null,
  scopes text not null,
  expires_at timestamptz not null,
  polled_at timestamptz,
  account_id uuid, -- who agreed
  declined boolean not null default false,
  redeemed boolean not null default false
);

-- A second identity provider, in Google's shape.
create table google_client (
  client_id text primary key,
  secret text not null,
  name text not null,
  testing boolean not null default false, -- consent screen in testing: refresh tokens end after seven days
  redirect_uris text[] not null
);

create table google_account (
  id uuid primary key,
  subject text not null unique,
  address text not null unique,
  name text not null,
  password text not null
);

create table google_code (
  code_hash bytea primary key,
  client_id text not null references google_client on delete cascade,
  account_id uuid not null references google_account on delete cascade,
  redirect_uri text not null,
  scopes text not null,
  offline boolean not null,
  nonce text,
  challenge text,
  challenge_method text,
  expires_at timestamptz not null
);

create table google_consent (
  client_id text not null references google_client on delete cascade,
  account_id uuid not null references google_account on delete cascade,
  scopes text not null,
  primary key (client_id, account_id)
);

create table google_token (
  token_hash bytea primary key,
  kind text not null check (kind in ('access', 'refresh')),
  client_id text not null references google_client on delete cascade,
  account_id uuid not null references google_account on delete cascade,
  scopes text not null,
  expires_at timestamptz -- null: until revoked
);
