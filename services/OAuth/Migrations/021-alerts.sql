-- What admins are told of. One open alert of a kind for a system email; its end keeps the row.
create table alert (
  id uuid primary key,
  system_email_id uuid not null references system_email,
  kind text not null,
  began_at timestamptz not null,
  ends_at timestamptz,
  problem jsonb not null,
  ended_at timestamptz
);

create unique index alert_open on alert (system_email_id, kind) where ended_at is null;

-- An occasion to tell: its beginning, each day, its end. The key decides which replica tells it.
create table alert_notice (
  id uuid primary key,
  alert_id uuid references alert,
  occasion text not null,
  at timestamptz not null,
  subject text not null,
  body text not null,
  facts jsonb not null
);

create unique index alert_notice_once on alert_notice (alert_id, occasion);
create index alert_notice_at on alert_notice (at desc);

create table alert_delivery (
  id uuid primary key,
  notice_id uuid not null references alert_notice,
  channel text not null,
  target text not null,
  webhook_id uuid,
  state text not null default 'waiting',
  attempts integer not null default 0,
  next_at timestamptz,
  answer text,
  done_at timestamptz,
  unique (notice_id, channel, target)
);

create index alert_delivery_due on alert_delivery (next_at) where state = 'waiting';

create table webhook (
  id uuid primary key,
  address text not null,
  secret bytea not null,
  created_at timestamptz not null,
  removed boolean not null default false
);

comment on column webhook.secret is 'sealed by Data Protection, bound to the row';

create table alert_settings (
  id integer primary key check (id = 1),
  to_admins boolean not null default true,
  recipients text[] not null default '{}',
  admin_addresses text[] not null default '{}',
  last_resort jsonb,
  last_resort_password bytea
);

comment on column alert_settings.last_resort_password is 'sealed by Data Protection';

insert into alert_settings (id) values (1);
