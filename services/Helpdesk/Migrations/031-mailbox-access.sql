-- Which mailboxes' tickets an agent may see; null for all. Administrators see all whatever stands here.
alter table person add column mailboxes uuid[];

create function mailboxes_open_to(uuid) returns uuid[] language sql stable set search_path from current as $$
  select case when role = 'Admin' then null else mailboxes end from person where id = $1
$$;

create function is_open_to(reader uuid, mailbox uuid) returns boolean language sql stable set search_path from current as $$
  select mailboxes_open_to(reader) is null or coalesce(mailbox = any (mailboxes_open_to(reader)), false)
$$;
