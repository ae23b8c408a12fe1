-- Messages to be sent later over a broker that cannot hold them back itself.

create table scheduled (
  token uuid primary key,
  due_at timestamptz not null,
  -- the process that is sending it holds it until then
  held_until timestamptz not null default '-infinity',
  destination text not null,
  envelope json not null,
  expires_after interval,
  trace_parent text,
  body bytea not null
);

create index scheduled_due on scheduled (due_at);
