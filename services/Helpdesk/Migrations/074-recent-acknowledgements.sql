-- How many have gone to an address within the hour is counted without what stands behind a plus sign in it.
create index acknowledgement_recent on acknowledgement (at) where reply_id is not null;
drop index acknowledgement_address;
