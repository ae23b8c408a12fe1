-- Digest of what a mail keeps though a server on its way changes its words: Message-ID, date, sender and subject.
alter table intake add column twin text;
