-- What an administrator sets here for a mailbox, beside what the OAuth service keeps of it. A mailbox without a row has the defaults.
create table mailbox (
  system_email_id uuid primary key,
  -- answers carry a Reply-To with a token, support+t1001.…@: only where the server delivers such addresses
  plus_addresses boolean not null default false,
  -- mail that came to other mailboxes too opens a ticket here of its own
  own_tickets boolean not null default false,
  -- mail from our own addresses may open a ticket here
  accept_own_mail boolean not null default false,
  department text not null default '',
  acknowledge boolean not null default false,
  acknowledgement_subject text not null default '',
  acknowledgement_text text not null default ''
);

alter table ticket add column merged_into bigint references ticket;
alter table ticket add column department text not null default '';
create index ticket_follows on ticket (follows) where follows is not null;
create index ticket_merged on ticket (merged_into) where merged_into is not null;

-- joined without making the ticket unread
alter table entry add column quiet boolean not null default false;
alter table entry add column first_words text;
-- tickets that weaker evidence spoke for
alter table entry add column evidence_conflicts bigint[];

-- Entries that a person has moved to another ticket, so that it can be undone.
create table regrouping (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('Merge', 'Split', 'Move')),
  source bigint not null references ticket,
  target bigint not null references ticket,
  by_id uuid references person,
  by_name text not null,
  at timestamptz not null,
  source_status text not null,
  source_closed_at timestamptz,
  undone_at timestamptz,
  undone_by text
);
create index regrouping_source on regrouping (source);
create index regrouping_target on regrouping (target);

create table regrouped_entry (
  regrouping_id bigint not null references regrouping on delete cascade,
  entry_id bigint not null references entry on delete cascade,
  primary key (regrouping_id, entry_id)
);
create index regrouped_entry_entry on regrouped_entry (entry_id);

-- The ticket that a merged one goes on in, at the end of the chain.
create function survivor(bigint) returns bigint language sql stable as $$
  with recursive chain (number, merged_into, depth) as (
    select number, merged_into, 0 from ticket where number = $1
    union all
    select ticket.number, ticket.merged_into, depth + 1 from chain join ticket on ticket.number = chain.merged_into where depth < 50
  )
  select number from chain order by depth desc limit 1
$$;
