-- Directory of the stand-in: who exists and which applications are registered.
create table tenant (
  id uuid primary key,
  domain text not null unique,
  name text not null
);

create table account (
  id uuid primary key,
  tenant_id uuid not null references tenant,
  address text not null unique,
  name text not null,
  password text, -- null: nobody signs in here (a shared mailbox)
  is_admin boolean not null default false,
  state text not null default 'active' check (state in ('active', 'disabled', 'locked', 'mfa_required', 'password_expired'))
);

create table application (
  client_id uuid primary key,
  tenant_id uuid not null references tenant,
  name text not null,
  multi_tenant boolean not null default false,
  public_client boolean not null default false,
  disabled boolean not null default false,
  redirect_uris text[] not null default '{}',
  delegated_permissions text[] not null default '{}',
  application_roles text[] not null default '{}',
  mailbox_pattern text not null default '' -- which mailboxes the application opens by itself: '*@contoso.example'
);

create table application_secret (
  id uuid primary key,
  client_id uuid not null references application on delete cascade,
  value text not null,
  expires_at timestamptz not null
);

create table consent (
  client_id uuid not null references application on delete cascade,
  account_id uuid references account on delete cascade, -- null: given by an admin for everybody
  scope text not null,
  unique nulls not distinct (client_id, account_id, scope)
);

-- Who may open or send as a mailbox that is not his own.
create table mailbox_permission (
  address text not null,
  account_id uuid not null references account on delete cascade,
  primary key (address, account_id)
);

-- What the token endpoint has handed out. Only hashes of codes and tokens are kept.
create table signing_key (
  key_id text primary key,
  private_key bytea not null,
  created_at timestamptz not null
);

create table browser_session (
  token_hash bytea primary key,
  account_id uuid not null references account on delete cascade,
  expires_at timestamptz not null
);

create table authorization_code (
  code_hash bytea primary key,
  client_id uuid not null,
  account_id uuid not null references account on delete cascade,
  redirect_uri text not null,
  scopes text[] not null,
  nonce text,
  challenge text,
  challenge_method text,
  expires_at timestamptz not null,
  redeemed_at timestamptz
);

create table refresh_token (
  token_hash bytea primary key,
  client_id uuid not null,
  account_id uuid not null references account on delete cascade,
  scopes text[] not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- Mail.
create table mailbox (
  id bigint generated always as identity primary key,
  address text not null unique,
  created_at timestamptz not null default now()
);

create sequence uid_validity start 14;

create table folder (
  id bigint generated always as identity primary key,
  mailbox_id bigint not null references mailbox on delete cascade,
  name text not null,
  uid_validity bigint not null default nextval('uid_validity'),
  uid_next bigint not null default 1,
  subscribed boolean not null default true,
  unique (mailbox_id, name)
);

create table content (
  id bigint generated always as identity primary key,
  raw bytea not null
);

create table message (
  folder_id bigint not null references folder on delete cascade,
  uid bigint not null,
  content_id bigint not null references content,
  size integer not null,
  flags text[] not null default '{}',
  recent boolean not null default true,
  received_at timestamptz not null,
  primary key (folder_id, uid)
);

create index message_content on message (content_id);

-- What was said on the wire, secrets hidden.
create table session (
  id uuid primary key,
  protocol text not null,
  remote text not null,
  account text,
  started_at timestamptz not null,
  ended_at timestamptz
);

create index session_started on session (started_at desc);

create table session_line (
  session_id uuid not null references session on delete cascade,
  number integer not null,
  at timestamptz not null,
  direction text not null check (direction in ('client', 'server', 'note')),
  text text not null,
  primary key (session_id, number)
);

create table submission (
  id uuid primary key,
  at timestamptz not null,
  mailbox text not null,
  envelope_from text not null,
  recipients text[] not null,
  subject text not null,
  message_id text,
  content_id bigint not null references content,
  session_id uuid
);

create index submission_at on submission (at desc);

create table fault (
  id uuid primary key,
  detail jsonb not null,
  remaining integer, -- null: until removed
  created_at timestamptz not null
);
