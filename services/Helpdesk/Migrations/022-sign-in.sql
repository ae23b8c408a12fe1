-- A code from an authenticator app beside the password.
create table second_factor (
  person_id uuid primary key references person on delete cascade,
  -- sealed by the key ring
  secret text not null,
  -- null while it is being set up
  confirmed_at timestamptz,
  -- the last code that was used, so that none is good twice
  last_step bigint not null default 0
);

create table recovery_code (
  person_id uuid not null references person on delete cascade,
  hash bytea not null,
  primary key (person_id, hash)
);

-- Who somebody is at an identity provider: its own name for them, which does not change as addresses do.
create table person_identity (
  provider text not null,
  subject text not null,
  person_id uuid not null references person on delete cascade,
  linked_at timestamptz not null,
  primary key (provider, subject)
);

-- Mail to people who sign in here, to be sent by a system email; kept for an hour at most, since there is a key in it.
create table account_mail (
  reply_id uuid primary key,
  reply jsonb not null,
  at timestamptz not null
);
