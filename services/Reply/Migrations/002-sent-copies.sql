-- used_message_id: the Message-ID that the copy in the Sent folder has, where it is another than ours; told to the helpdesk until the bus has taken it.
-- waits_for_mailbox: the next attempt was put off because of the mailbox and not of the reply, so it is due as soon as the mailbox is mended.
alter table queue
  add column used_message_id text,
  add column used_id_told boolean not null default true,
  add column waits_for_mailbox boolean not null default false;

create index queue_used_id on queue (reply_id) where not used_id_told;
create index queue_waiting on queue (system_email_id, queued_at, reply_id) where state = 'Queued';
create index queue_held on queue (system_email_id) where state = 'Queued' and waits_for_mailbox;
create index queue_active on queue (system_email_id) where state in ('Claimed', 'Sending');
create index queue_unsent on queue (queued_at) where state <> 'Sent';

-- The newest revision of a system email that any replica has heard of: whoever claims a reply sees whether its own settings are older.
create table heard_of (
  system_email_id uuid primary key,
  revision int not null
);
