-- What a page says once where it is too long for a cookie: what somebody has typed into a form that was refused. Sealed, and gone once it is shown or after a minute.
create table long_flash (
  id text primary key,
  content bytea not null,
  at timestamptz not null
);
create index long_flash_at on long_flash (at);
