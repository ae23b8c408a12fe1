-- How often the holds of a system email were lifted: whoever claims a reply knows after which lift that was, and a failure that comes later than the next one holds nothing.
alter table heard_of
  alter column revision set default 0,
  add column lifts bigint not null default 0;
