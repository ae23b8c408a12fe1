-- The search tells common words from rare ones by what the planner expects. With the default of 100 it knows too few words to tell.
alter table entry_search alter column words set statistics 1000;
