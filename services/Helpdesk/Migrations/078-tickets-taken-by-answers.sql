-- The event of the ticket having been taken by this answer, so that taking the answer back gives the ticket back; null where it was taken otherwise, or not at all.
alter table outgoing add column taking_entry bigint;
