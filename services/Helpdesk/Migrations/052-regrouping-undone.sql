-- What a merge takes along beside entries, so that undoing it gives that back too. Null for what was merged before it was written down.
-- drafts: of each person who had one in the source: that one, the target's before (null for none), and the target's as the merge left it.
alter table regrouping
  add column source_attention boolean,
  add column target_attention boolean,
  add column drafts jsonb;
