-- Categories, which Graph knows and IMAP does not show; changing them is a change of the message as a flag's is.
alter table message add column categories text[] not null default '{}';

drop trigger message_changes on message;
create trigger message_changes before insert or update of flags, content_id, categories on message for each row execute function number_message_change();
