-- Ids that whoever added a note has chosen for it: the same one sent again, since its answer was lost, is known by it.
create table note_id (
  id uuid primary key,
  entry_id bigint not null references entry on delete cascade
);
create index note_id_entry on note_id (entry_id);
