-- Bytes are kept once under their SHA-256. A body is a run of chunks; content names the one body that holds its bytes.
create table content (
  hash bytea primary key check (octet_length(hash) = 32),
  body uuid not null unique,
  size bigint not null check (size >= 0),
  stored_size bigint not null,
  chunks int not null,
  created_at timestamptz not null default now()
);

-- encoding: 0 as it came, 1 Brotli. Chunks are compressed by us, so PostgreSQL need not try again.
create table chunk (
  body uuid not null,
  ordinal int not null,
  encoding smallint not null,
  size int not null,
  bytes bytea not null,
  primary key (body, ordinal)
);
alter table chunk alter column bytes set storage external;

-- Bodies that are still arriving. What stays here without growing was left by a broken upload and is swept.
create table upload (
  body uuid primary key,
  grown_at timestamptz not null default now()
);

create table receipt (
  id bigint generated always as identity primary key,
  system_email_id uuid not null,
  source text not null check (source in ('Imap', 'Pop3', 'Graph', 'Upload')),
  folder text not null,
  key text not null,
  content bytea references content (hash),
  header bytea references content (hash),
  size bigint not null,
  received_at timestamptz not null,
  stored_at timestamptz not null default now(),
  failure text,
  handled_at timestamptz,
  announcements int not null default 0,
  announce_at timestamptz,
  trace_parent text,
  unique (system_email_id, source, folder, key),
  check ((content is null) = (failure is not null))
);
create index receipt_announce on receipt (announce_at) where handled_at is null and announce_at is not null;
create index receipt_content on receipt (content);
create index receipt_header on receipt (header) where header is not null;
create index receipt_failed on receipt (id) where failure is not null;

-- Files kept by their hash, for entries and replies.
create table blob (
  hash bytea primary key references content (hash),
  stored_at timestamptz not null default now()
);
