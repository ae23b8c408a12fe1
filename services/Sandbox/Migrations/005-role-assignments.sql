-- RBAC for Applications: Exchange gives an application a role on some mailboxes, without a consented permission and a role in the token.
create table role_assignment (
  id uuid primary key,
  client_id uuid not null references application on delete cascade,
  role text not null, -- 'Application Mail.ReadWrite'
  mailboxes text[] not null, -- address patterns, as the management scope has them
  created_at timestamptz not null
);
