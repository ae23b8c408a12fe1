-- deleting: a session was closed, or was about to be, that was to delete this message (POP3). What is listed under its key from then on may be another one: a server may give a key again once no
-- message has it.
alter table settled_key add column deleting boolean not null default false;

-- Whether what is still to be deleted (POP3's folder has no name) was deleted in a session whose end nobody heard of is not known.
update settled_key s set deleting = true
from pending_action p where p.system_email_id = s.system_email_id and p.folder = s.folder and p.key = s.key and p.folder = '' and p.action = 'Delete';
update cursor c set place = 'listed:'
where c.folder = '' and c.place is not null and exists (select from pending_action p where p.system_email_id = c.system_email_id and p.folder = '');
