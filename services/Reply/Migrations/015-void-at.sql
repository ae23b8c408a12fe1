-- void_at: when what a reply says is of no use any more, as a link by which a password is set. It is not sent after that, and its words are not kept once it is over. Null for all other replies.
alter table queue add column void_at timestamptz;
update queue set void_at = queued_at + interval '1 hour' where content ->> 'keepNoCopy' = 'true' and not content_dropped;
create index queue_void on queue (void_at) where void_at is not null and not content_dropped;
