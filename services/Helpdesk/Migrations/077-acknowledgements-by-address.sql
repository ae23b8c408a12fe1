-- The index of the hour alone had the address of every acknowledgement in it worked out anew for each mail that opens a ticket.
create index acknowledgement_bare on acknowledgement (regexp_replace(address, '^([^+]+)[+].*@', '\1@'), at) where reply_id is not null;
drop index acknowledgement_recent;
