-- filed_in: the mailbox into whose Sent folder the server of the last attempt files what it takes; empty where it files nothing, null where that was not noted. What the settings are now says nothing of that.
alter table queue add column filed_in text;
