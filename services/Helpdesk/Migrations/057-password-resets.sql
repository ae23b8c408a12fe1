-- Links by which somebody sets a password: invitations, links made by an administrator, and those that people ask for themselves.
create table password_reset (
  -- SHA-256 of the key in the link; the key itself is shown once and not kept
  hash bytea primary key,
  person_id uuid not null references person on delete cascade,
  -- the administrator; null where the person has asked
  made_by uuid references person,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- when it was used, or became void because another way was taken
  used_at timestamptz
);
create index password_reset_person on password_reset (person_id);

insert into password_reset (hash, person_id, made_at, expires_at)
select invitation, id, least(now(), invited_until), invited_until from person where invitation is not null and invited_until is not null;

alter table person drop column invitation, drop column invited_until;
