-- How often the folder has begun its numbers anew under the same UIDVALIDITY, as one restored from a backup does.
alter table cursor add column epoch int not null default 0;

-- Size of a message that was passed over as too large: when the mailbox's limit is raised above it, it is fetched.
alter table failed_message add column too_large bigint;
