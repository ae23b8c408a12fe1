-- What is done with a ticket along with a canned answer; one without words only does that.
alter table canned_answer add column actions jsonb not null default '{}';
