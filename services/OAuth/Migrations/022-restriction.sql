-- Of each application's system email, which mailboxes it was found to reach.
create table restriction (
  system_email_id uuid primary key references system_email,
  report jsonb not null
);
