-- A key that reads and changes nothing.
alter table api_key add column read_only boolean not null default false;
