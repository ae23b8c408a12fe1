-- size: what the server listed for the message when its key was done with, or last looked at (POP3). Another size under the same key may be another message. Null where none was listed.
-- gone_at: when the server said that the message has left the folder (Graph). The key is kept for a while, so that a message that comes back is not read anew, and goes then.
alter table settled_key add column size bigint, add column gone_at timestamptz;
create index settled_key_gone on settled_key (system_email_id, folder, gone_at) where gone_at is not null;
