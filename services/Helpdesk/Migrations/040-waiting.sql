-- A ticket that waits is open, and nobody has to do anything about it until an answer comes or its time is over. wakes_at: that time; null to wait for an answer alone.
-- woken_at: when a time last was over, for those who are to be told.
alter table ticket
  add column waiting_since timestamptz,
  add column wakes_at timestamptz,
  add column woken_at timestamptz,
  add constraint ticket_wakes_while_waiting check (wakes_at is null or waiting_since is not null);
create index ticket_waiting on ticket (last_entry_at desc, number desc) where waiting_since is not null;
create index ticket_wakes on ticket (wakes_at) where wakes_at is not null;

-- Whoever writes the row: news from outside, an answer that did not arrive and closing end the waiting.
create function wake_ticket() returns trigger language plpgsql as $$
begin
  new.waiting_since := null;
  new.wakes_at := null;
  return new;
end $$;
create trigger ticket_woken before update on ticket for each row
  when (old.waiting_since is not null and (new.last_mail_entry is distinct from old.last_mail_entry or new.status <> 'Open' or (new.attention and not old.attention)))
  execute function wake_ticket();
