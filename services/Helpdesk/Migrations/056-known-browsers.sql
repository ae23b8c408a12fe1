-- A browser in which somebody has signed in. Wrong tries elsewhere do not keep them out of it.
create table known_browser (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  -- SHA-256 of the key in the browser's cookie
  hash bytea not null unique,
  -- the person's security stamp when they last signed in there; the browser is a stranger's once it has changed
  stamp text not null,
  used_at timestamptz not null
);
create index known_browser_person on known_browser (person_id, used_at desc);

-- Wrong passwords and codes since the last right one, counted for each known browser, and for all others together.
create table sign_in_tries (
  person_id uuid not null references person on delete cascade,
  -- the known browser; all zeros for every other one
  browser uuid not null,
  kind text not null check (kind in ('Password', 'Code')),
  tries int not null,
  locked_until timestamptz,
  primary key (person_id, browser, kind)
);

insert into sign_in_tries (person_id, browser, kind, tries, locked_until)
select id, '00000000-0000-0000-0000-000000000000'::uuid, kind, failed_attempts, locked_until
from person cross join (values ('Password'), ('Code')) as kinds (kind)
where failed_attempts > 0 or locked_until > now();

alter table person drop column failed_attempts, drop column locked_until;
