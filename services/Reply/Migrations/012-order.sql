-- A reply that is searched for keeps the later ones of its ticket waiting, as one that is under way does.
drop index queue_working;
create index queue_before on queue (system_email_id, ticket_number, queued_at) where state in ('Queued', 'Claimed', 'Sending', 'Unknown');
