create table run (at timestamptz not null default now());
insert into run default values;
