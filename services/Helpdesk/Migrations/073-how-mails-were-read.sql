-- What is to be known of how a mail was read: that it is encrypted, names a charset nobody knows, is too long to be shown formatted, or asks to a meeting. Null for most.
alter table entry add column reading jsonb;
