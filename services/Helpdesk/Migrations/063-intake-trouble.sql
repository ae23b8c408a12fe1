-- Received mails whose handling has failed, until they are handled.
create table intake_trouble (
  receipt_id bigint primary key,
  -- how often it failed for what is in the mail; while a service is away nothing is counted
  attempts int not null,
  said text not null,
  first_at timestamptz not null,
  last_at timestamptz not null
);
