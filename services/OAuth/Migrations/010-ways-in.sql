-- An application may need tokens of several services: one row each, and the sign-in they all come from beside them.
create table sign_in (
  system_email_id uuid primary key references system_email,
  account text,
  account_id text not null,
  tenant text,
  cache bytea,
  linked_at timestamptz not null
);

comment on column sign_in.cache is 'refresh token and account as the client that got them keeps them, sealed by Data Protection, bound to the row';

insert into sign_in (system_email_id, account, account_id, tenant, cache, linked_at)
select system_email_id, account, account_id, tenant, cache, coalesce(linked_at, now()) from token where account_id is not null;

alter table token
  drop column cache,
  drop column account,
  drop column account_id,
  add column resource text not null default 'exchange',
  drop constraint token_pkey,
  add primary key (system_email_id, resource);

alter table token alter column resource drop default;

alter table system_email
  add column login text,
  add column proof text not null default 'Secret',
  add column secret_expires_at timestamptz,
  add column old_client_secret bytea,
  add column old_secret_expires_at timestamptz,
  add column certificate bytea,
  add column certificate_facts jsonb,
  add column details jsonb;

comment on column system_email.old_client_secret is 'sealed by Data Protection, bound to the row';
comment on column system_email.certificate is 'PKCS#12 without a password, sealed by Data Protection, bound to the row; null for one in the machine''s store';

-- Scopes that nobody typed follow from the protocols from now on.
update system_email set scopes = '{}' where scopes in (
  array['https://outlook.office.com/IMAP.AccessAsUser.All', 'https://outlook.office.com/SMTP.Send', 'offline_access'],
  array['https://outlook.office365.com/.default']);
