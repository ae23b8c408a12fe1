-- One person with several addresses. Nobody has a row until somebody has said something of them: who writes is a participant of their tickets.
create table correspondent (
  id uuid primary key,
  name text not null default '',
  created_at timestamptz not null
);
create table correspondent_address (
  address text primary key,
  correspondent_id uuid not null references correspondent on delete cascade
);
create index correspondent_addresses on correspondent_address (correspondent_id);

create table organisation (
  domain text primary key,
  name text not null
);

-- «Their earlier tickets» beside each ticket.
create index participant_address on participant (address, ticket_number desc);
