-- The functions find their tables whoever calls them, with whatever search path: an operator's own statement too.
alter function survivor(bigint) set search_path from current;
alter function tell_webhooks(text, bigint, bigint, uuid, text) set search_path from current;
alter function tell_of_ticket() set search_path from current;
alter function tell_of_entry() set search_path from current;
alter function tell_of_reply() set search_path from current;
