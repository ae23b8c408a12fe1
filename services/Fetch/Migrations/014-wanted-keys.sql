-- wanted: whether the message was one to be fetched when its key was done with, stored or listed as failed, and not one that was there before. What takes such a key is wanted whatever its date, and such a key is let go some
-- time after its message has left. False where that is not known: then the start rule counts, and the key is kept; there are never more of them than messages were there at the beginning.
alter table settled_key add column wanted boolean not null default false;
