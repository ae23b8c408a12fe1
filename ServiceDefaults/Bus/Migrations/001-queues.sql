-- The message bus on PostgreSQL: topics fan out to queues, a message row is one copy of a message in one queue.

create table queue (
  id bigint generated always as identity primary key,
  name text not null,
  -- 1 to be consumed, 2 failed for good, 3 not consumable (skipped, expired or delivered too often)
  kind smallint not null default 1 check (kind between 1 and 3),
  max_deliveries integer not null default 10 check (max_deliveries > 0),
  -- a queue that nobody has touched for so long is removed with its messages; null keeps it for ever
  idle_limit interval,
  touched_at timestamptz not null default now(),
  unique (name, kind)
);

create table topic (
  id bigint generated always as identity primary key,
  name text not null unique
);

-- rule: 1 every message, 2 those with this routing key, 3 those whose routing key matches this regular expression
create table topic_link (
  source_id bigint not null references topic on delete cascade,
  destination_id bigint not null references topic on delete cascade,
  rule smallint not null check (rule between 1 and 3),
  routing_key text not null default '',
  primary key (source_id, destination_id, rule, routing_key)
);

create table queue_link (
  topic_id bigint not null references topic on delete cascade,
  queue_id bigint not null references queue on delete cascade,
  rule smallint not null check (rule between 1 and 3),
  routing_key text not null default '',
  primary key (topic_id, queue_id, rule, routing_key)
);

create index queue_link_queue on queue_link (queue_id);

-- No foreign key to queue: checking it would lock the queue's row in every publish, and all publishers to a queue would meet there.
create table message (
  id bigint generated always as identity primary key,
  queue_id bigint not null,
  -- when it may be fetched: now, later (delayed, scheduled), or when the lock of the consumer that has it runs out
  visible_at timestamptz not null,
  expires_at timestamptz,
  lock_id uuid,
  delivery_count integer not null default 0,
  transport_id uuid not null,
  schedule_token uuid,
  partition_key text,
  routing_key text,
  priority smallint not null default 100,
  -- what MassTransit keeps beside the body: ids, addresses, headers
  envelope json not null,
  -- what deliveries added: redelivery count, fault, reason
  delivery_headers json,
  body bytea not null
) with (
  -- rows live for milliseconds: keep the dead ones from piling up in front of the waiting ones
  autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0.0, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_analyze_scale_factor = 0.0, autovacuum_analyze_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);

create index message_ready on message (queue_id, visible_at, id);
create index message_schedule on message (schedule_token) where schedule_token is not null;
create index message_expiry on message (expires_at) where expires_at is not null;
