alter table link_attempt
  add column issuer text,
  add column device_code bytea,
  add column user_code text,
  add column device_address text,
  add column poll_at timestamptz,
  add column poll_pause integer;

comment on column link_attempt.device_code is 'sealed by Data Protection, bound to the row; null unless a device code waits to be entered';

create index link_attempt_polled on link_attempt (poll_at) where device_code is not null and ended_at is null;
create index link_attempt_started on link_attempt (started_at);
create index audit_at on audit (at);
