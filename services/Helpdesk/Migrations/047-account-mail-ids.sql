-- Under which Message-IDs mail about accounts has left, for longer than the mail itself is kept: what comes back of it becomes no ticket, and nobody is shown its source.
create table account_mail_id (
  id text primary key,
  reply_id uuid not null,
  at timestamptz not null
);
create index account_mail_id_reply on account_mail_id (reply_id);
insert into account_mail_id (id, reply_id, at) select reply ->> 'MessageId', reply_id, at from account_mail on conflict do nothing;
