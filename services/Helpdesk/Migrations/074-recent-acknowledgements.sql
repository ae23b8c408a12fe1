-- How many have gone to an address within the hour is counted without what stands behind a plus sign in it, and without looking at those of others.
create index acknowledgement_bare on acknowledgement (regexp_replace(address, '^([^+]+)[+].*@', '\1@'), at) where reply_id is not null;
drop index acknowledgement_address;
