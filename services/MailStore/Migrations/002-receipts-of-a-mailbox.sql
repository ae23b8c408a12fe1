-- The list of one mailbox's receipts, newest first; without it a quiet mailbox is searched for through everybody's mail.
create index receipt_of_mailbox on receipt (system_email_id, id);
