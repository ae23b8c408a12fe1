create table rule (
  id uuid primary key,
  -- null: for all mailboxes
  system_email_id uuid,
  position int not null,
  name text not null,
  enabled boolean not null default true,
  conditions jsonb not null,
  actions jsonb not null,
  changed_at timestamptz not null,
  matches bigint not null default 0,
  matched_at timestamptz
);
create index rule_order on rule (position, id);

alter table ticket add column tags text[] not null default '{}';
create index ticket_tags on ticket using gin (tags) with (fastupdate = off) where tags <> '{}';

-- Why a ticket takes no more automatic mail: the last wall against loops.
alter table ticket add column muted_at timestamptz;
create index ticket_muted on ticket (muted_at) where muted_at is not null;

-- One line a ticket: that it was acknowledged, or why not. The key keeps it from being done twice.
create table acknowledgement (
  ticket_number bigint primary key references ticket,
  address text not null,
  at timestamptz not null,
  reply_id uuid,
  suppressed text,
  check ((reply_id is null) <> (suppressed is null))
);
create index acknowledgement_address on acknowledgement (address, at) where reply_id is not null;

-- Rules give a new reason for keeping a mail, which names its rule.
alter table intake add column rule_id uuid;
