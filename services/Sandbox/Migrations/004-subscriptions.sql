-- Change notifications of Graph.
alter table message add column born bigint not null default 0; -- number of the folder's change that brought the message

create or replace function number_message_change() returns trigger language plpgsql as $$
begin
  update folder set changes = changes + 1 where id = new.folder_id returning changes into new.change;
  if tg_op = 'INSERT' then
    new.born := new.change;
  end if;
  return new;
end $$;

create table subscription (
  id uuid primary key,
  client_id uuid not null,
  tenant_id uuid not null,
  creator_id uuid, -- the person a delegated token was given to; null: the application
  owner_id uuid not null,
  mailbox_id bigint not null references mailbox on delete cascade,
  folder_id bigint references folder on delete cascade, -- null: the whole mailbox
  resource text not null,
  change_type text not null,
  notification_url text not null,
  lifecycle_url text,
  client_state text,
  immutable_ids boolean not null,
  expires_at timestamptz not null,
  created_at timestamptz not null
);

-- What a subscription was told of a folder.
create table subscription_place (
  subscription_id uuid not null references subscription on delete cascade,
  folder_id bigint not null references folder on delete cascade,
  told bigint not null,
  primary key (subscription_id, folder_id)
);
