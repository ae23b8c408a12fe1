create table side (
  system_email_id uuid not null references system_email,
  direction text not null,
  observed_at timestamptz not null,
  since timestamptz not null,
  problem jsonb,
  primary key (system_email_id, direction)
);

-- The newest row of a system email is its present state.
create table health (
  id bigint generated always as identity primary key,
  system_email_id uuid not null references system_email,
  at timestamptz not null,
  state text not null,
  problem jsonb
);

create index health_system_email on health (system_email_id, id desc);
