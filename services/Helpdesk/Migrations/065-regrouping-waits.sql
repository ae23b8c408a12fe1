-- The waiting that a merge ends, so that undoing it puts the tickets aside again, and the newest mail that there was then: one that has come since may be what was waited for.
-- Null for a ticket that did not wait, and for what was merged before it was written down.
alter table regrouping
  add column source_waiting_since timestamptz,
  add column source_wakes_at timestamptz,
  add column target_waiting_since timestamptz,
  add column target_wakes_at timestamptz,
  add column newest_mail bigint;
