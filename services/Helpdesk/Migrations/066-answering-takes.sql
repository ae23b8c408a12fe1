-- Whether whoever answers a ticket that nobody has gets it.
alter table mailbox add column answering_takes boolean not null default true;
