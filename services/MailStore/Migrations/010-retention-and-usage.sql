-- Bytes that a retention rule has removed: the hash stays, so that the same mail seen again is still known.
alter table content add column dropped_at timestamptz;
create index receipt_stored on receipt (stored_at);

-- What came in on each day, counted again every few minutes for the days that still change.
create table usage_day (
  day date not null,
  system_email_id uuid not null,
  messages bigint not null,
  bytes bigint not null,
  failed bigint not null,
  counted_at timestamptz not null default now(),
  primary key (day, system_email_id)
);
create table usage_total (
  one boolean primary key default true check (one),
  contents bigint not null,
  bytes bigint not null,
  stored_bytes bigint not null,
  removed bigint not null,
  database_bytes bigint not null,
  counted_at timestamptz not null default now()
);
create index content_kept on content (created_at) where dropped_at is null;
