-- When the Reply service is told of a mail about an account again; null once it has been sent or given up.
alter table account_mail add column nudges int not null default 0, add column nudge_at timestamptz;
update account_mail set nudge_at = now();
create index account_mail_nudge on account_mail (nudge_at) where nudge_at is not null;
