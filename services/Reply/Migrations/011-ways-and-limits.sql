-- recipient_count: how many a reply is for; counts against what a provider lets a mailbox send in a day.
-- protocol: how the last attempt went out.
alter table queue
  add column recipient_count int not null default 1,
  add column protocol text;

-- Attempts begun, kept for a day: what a mailbox has used of its provider's limits, on all replicas together.
create table begun (
  reply_id uuid not null,
  fence bigint not null,
  system_email_id uuid not null,
  at timestamptz not null,
  recipients int not null,
  primary key (reply_id, fence)
);
create index begun_mailbox on begun (system_email_id, at) include (recipients);
create index begun_at on begun (at);

-- A way out of a mailbox that cannot be used at present while another one is taken instead.
create table closed_way (
  system_email_id uuid not null,
  protocol text not null check (protocol in ('Smtp', 'Graph')),
  until timestamptz not null,
  failures int not null default 1,
  code text not null,
  reason text not null,
  primary key (system_email_id, protocol)
);

-- What was learned of a mailbox's server when it was last reached: the largest message it takes (RFC 1870).
create table mailbox (
  system_email_id uuid primary key,
  max_message_size bigint,
  server text not null,
  seen_at timestamptz not null
);

-- A Message-ID that a provider gave is told twice: the second time when the first was surely heard or lost.
alter table queue add column used_id_told_again boolean not null default false;
create index queue_used_id_again on queue (sent_at) where used_message_id is not null and not used_id_told_again;

-- Replies that were cancelled before they came here: they are not taken over when they do.
create table cancelled (
  reply_id uuid primary key,
  at timestamptz not null default now()
);

-- The words of a reply that is sent and filed are not kept here for ever; what became of it is.
alter table queue add column content_dropped boolean not null default false;
create index queue_content on queue (sent_at) where state = 'Sent' and not content_dropped;
