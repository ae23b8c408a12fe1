-- Of each system email the last examination, and when the next one is due.
create table doctor (
  system_email_id uuid primary key references system_email,
  at timestamptz,
  next_at timestamptz not null,
  report jsonb
);

create index doctor_due on doctor (next_at);
