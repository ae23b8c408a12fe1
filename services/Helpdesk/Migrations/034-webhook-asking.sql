-- Where no webhook waits for an event, which is nearly always, the triggers find that out by one statement that stays planned: a function in SQL is planned anew with each call.
create or replace function tell_of_ticket() returns trigger language plpgsql set search_path from current as $$
declare
  told constant text := case tg_op when 'INSERT' then 'ticket.created' else 'ticket.status_changed' end;
begin
  if exists (select from webhook where enabled and told = any (events)) then
    perform tell_webhooks(told, new.number, null, null, new.status);
  end if;
  return null;
end $$;

create or replace function tell_of_entry() returns trigger language plpgsql set search_path from current as $$
begin
  if exists (select from webhook where enabled and 'entry.added' = any (events)) then
    perform tell_webhooks('entry.added', new.ticket_number, new.id, null, new.kind);
  end if;
  return null;
end $$;

create or replace function tell_of_reply() returns trigger language plpgsql set search_path from current as $$
begin
  if exists (select from webhook where enabled and 'reply.state_changed' = any (events)) then
    perform tell_webhooks('reply.state_changed', new.ticket_number, new.entry_id, new.reply_id, new.state);
  end if;
  return null;
end $$;
