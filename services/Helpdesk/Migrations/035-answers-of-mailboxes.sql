-- footer: words below every answer that leaves from the mailbox, with fields. quote_history: whether an answer quotes the last mail unless its agent wants otherwise.
alter table mailbox
  add column footer text not null default '',
  add column quote_history boolean not null default true;
