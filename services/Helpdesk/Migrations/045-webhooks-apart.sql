-- What is due is looked for a webhook at a time, and what was not delivered is counted.
drop index webhook_delivery_due;
create index webhook_delivery_left on webhook_delivery (webhook_id, state, next_attempt_at) where state <> 'Delivered';
