-- Files of a mail that are only in its source, since there are too many of them or they are too large to be kept on their own.
alter table entry add column files_left_out int not null default 0;
