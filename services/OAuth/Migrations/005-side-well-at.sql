-- When the side was last well with the present settings; a mailbox that never was has nothing to be patient about.
alter table side add column well_at timestamptz;

update side set well_at = observed_at where problem is null;
