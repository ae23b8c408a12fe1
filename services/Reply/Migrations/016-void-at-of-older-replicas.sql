-- A replica that knows void_at only as a column it does not fill may run beside newer ones, and so may a helpdesk that does not say when a link ends: such a mail gets its end here, an hour after it was queued.
create function end_of_link() returns trigger language plpgsql as
$$
begin
  new.void_at = new.queued_at + interval '1 hour';
  return new;
end
$$;

create trigger end_of_link before insert on queue
  for each row when (new.void_at is null and new.content ->> 'keepNoCopy' = 'true') execute function end_of_link();

update queue set void_at = queued_at + interval '1 hour' where void_at is null and not content_dropped and content ->> 'keepNoCopy' = 'true';

-- Such a replica would also send a failed mail again whose words are gone: empty.
create function stay_failed() returns trigger language plpgsql as
$$
begin
  return null;
end
$$;

create trigger stay_failed before update of state on queue
  for each row when (old.state = 'Failed' and new.state = 'Queued' and old.content_dropped) execute function stay_failed();
