create table link_attempt (
  id uuid primary key,
  system_email_id uuid not null references system_email,
  mailbox text not null,
  client_id text not null,
  token_endpoint text not null,
  return_to text not null,
  admin_id text not null,
  admin_name text not null,
  start_hash bytea not null,
  state_hash bytea unique,
  browser_hash bytea,
  nonce_hash bytea,
  verifier bytea,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  used_at timestamptz,
  ended_at timestamptz,
  outcome text not null,
  account text,
  code text,
  what text,
  why text,
  remedy text,
  provider_answer text
);

create index link_attempt_system_email on link_attempt (system_email_id, started_at desc);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  system_email_id uuid,
  admin_id text,
  admin_name text,
  action text not null,
  details text not null
);

create index audit_system_email on audit (system_email_id, id desc);
