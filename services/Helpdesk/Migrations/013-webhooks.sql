create table webhook (
  id uuid primary key,
  name text not null,
  address text not null,
  -- sealed by Data Protection
  secret text not null,
  events text[] not null,
  enabled boolean not null default true,
  created_by uuid references person,
  created_at timestamptz not null
);

create table webhook_event (
  id bigint generated always as identity primary key,
  kind text not null,
  ticket_number bigint,
  entry_id bigint,
  reply_id uuid,
  state text,
  at timestamptz not null default now()
);

-- The outbox: an event on its way to one webhook.
create table webhook_delivery (
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references webhook on delete cascade,
  event_id bigint not null references webhook_event on delete cascade,
  state text not null default 'Waiting' check (state in ('Waiting', 'Delivered', 'GivenUp')),
  attempts int not null default 0,
  next_attempt_at timestamptz default now(),
  answer text,
  finished_at timestamptz,
  unique (webhook_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (next_attempt_at) where state = 'Waiting';
create index webhook_delivery_log on webhook_delivery (webhook_id, event_id desc);
create index webhook_delivery_event on webhook_delivery (event_id);

-- Events are written by the database in the transaction of what happened, so that none can be forgotten by a new way to do it, and none told that did not happen.
create function tell_webhooks(told text, ticket bigint, entry bigint, reply uuid, new_state text) returns void language sql as $$
  with wanted as (select id from webhook where enabled and told = any (events)),
  made as (
    insert into webhook_event (kind, ticket_number, entry_id, reply_id, state)
    select told, ticket, entry, reply, new_state where exists (select 1 from wanted) returning id)
  insert into webhook_delivery (webhook_id, event_id) select wanted.id, made.id from wanted, made
$$;

create function tell_of_ticket() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform tell_webhooks('ticket.created', new.number, null, null, new.status);
  else
    perform tell_webhooks('ticket.status_changed', new.number, null, null, new.status);
  end if;
  return null;
end $$;
create trigger ticket_created after insert on ticket for each row execute function tell_of_ticket();
create trigger ticket_status_changed after update of status on ticket for each row when (old.status is distinct from new.status) execute function tell_of_ticket();

create function tell_of_entry() returns trigger language plpgsql as $$
begin
  perform tell_webhooks('entry.added', new.ticket_number, new.id, null, new.kind);
  return null;
end $$;
create trigger entry_added after insert on entry for each row when (new.kind <> 'Event') execute function tell_of_entry();

create function tell_of_reply() returns trigger language plpgsql as $$
begin
  perform tell_webhooks('reply.state_changed', new.ticket_number, new.entry_id, new.reply_id, new.state);
  return null;
end $$;
create trigger reply_queued after insert on outgoing for each row execute function tell_of_reply();
create trigger reply_state_changed after update of state on outgoing for each row when (old.state is distinct from new.state) execute function tell_of_reply();
