create table key_ring (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default now()
);

create table person (
  id uuid primary key,
  email text not null,
  name text not null,
  role text not null check (role in ('Agent', 'Admin')),
  password_hash text,
  security_stamp text not null,
  failed_attempts int not null default 0,
  locked_until timestamptz,
  -- SHA-256 of the key in the invitation link; null once it was used
  invitation bytea unique,
  invited_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index person_email on person (lower(email));

create table api_key (
  id uuid primary key,
  name text not null,
  -- SHA-256 of the whole key; the key itself is shown once and not kept
  hash bytea not null unique,
  hint text not null,
  role text not null check (role in ('Agent', 'Admin')),
  created_by uuid not null references person,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  person_id uuid,
  person_name text not null,
  action text not null,
  details text not null
);

-- What the OAuth service says of the system emails. Removed ones stay, so that mail from their addresses is still known as our own.
create table system_email (
  id uuid primary key,
  revision int not null,
  address text not null,
  name text not null,
  settings jsonb not null,
  removed boolean not null default false,
  seen_at timestamptz not null default now()
);
create index system_email_address on system_email (lower(address));

create table ticket (
  number bigint generated always as identity (start with 1001) primary key,
  subject text not null,
  status text not null default 'Open' check (status in ('Open', 'Closed')),
  priority smallint not null default 0 check (priority between -1 and 2),
  assignee uuid references person,
  -- where it came in, and where answers leave from
  system_email_id uuid,
  customer_name text not null,
  customer_address text not null,
  -- an older, closed ticket that this one goes on from
  follows bigint references ticket,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  last_entry_at timestamptz not null,
  last_entry_kind text not null,
  last_words text not null default '',
  -- newest mail from outside, for «unread»
  last_mail_entry bigint,
  attachments int not null default 0,
  -- a reply that could not be sent or came back
  attention boolean not null default false,
  search_text text not null default '',
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, search_text)) stored
);
create index ticket_open on ticket (last_entry_at desc, number desc) where status = 'Open';
create index ticket_closed on ticket (last_entry_at desc, number desc) where status = 'Closed';
create index ticket_all on ticket (last_entry_at desc, number desc);
create index ticket_assignee on ticket (assignee, last_entry_at desc, number desc) where status = 'Open';
create index ticket_attention on ticket (last_entry_at desc, number desc) where attention;
create index ticket_search on ticket using gin (search);

create table entry (
  id bigint generated always as identity primary key,
  ticket_number bigint not null references ticket,
  kind text not null check (kind in ('Mail', 'Bounce', 'Reply', 'Note', 'Event')),
  at timestamptz not null,
  stored_at timestamptz not null default now(),
  author_id uuid references person,
  author_name text not null,
  author_address text,
  subject text,
  text text not null default '',
  -- as its sender wrote it; made safe each time it is shown
  html text,
  recipients jsonb,
  message_id text,
  -- set for mail that no person wrote: the sign by which it was known
  automatic text,
  evidence_rule text,
  evidence_detail text,
  -- digest that is the same for every copy of one mail, whichever mailbox it came through
  mail_identity text
);
create index entry_ticket on entry (ticket_number, at, id);
create unique index entry_identity on entry (mail_identity) where mail_identity is not null;

-- ours: made by us, so that whoever names it has received our mail
create table message_id (
  id text not null,
  entry_id bigint not null references entry on delete cascade,
  ours boolean not null,
  primary key (id, entry_id)
);
create index message_id_entry on message_id (entry_id);

-- The ids that an entry names in In-Reply-To and References: how a mail that arrives after its answers finds them.
create table reference (
  id text not null,
  entry_id bigint not null references entry on delete cascade,
  primary key (id, entry_id)
);
create index reference_entry on reference (entry_id);

create table participant (
  ticket_number bigint not null references ticket,
  address text not null,
  name text not null,
  wrote boolean not null,
  primary key (ticket_number, address)
);

create table attachment (
  id bigint generated always as identity primary key,
  entry_id bigint not null references entry on delete cascade,
  position int not null,
  content text not null,
  file_name text not null,
  media_type text not null,
  size bigint not null,
  content_id text,
  inline boolean not null,
  unique (entry_id, position)
);

-- What became of each receipt of the MailStore; a receipt has one row and one outcome.
create table intake (
  receipt_id bigint primary key,
  system_email_id uuid not null,
  content text,
  outcome text not null check (outcome in ('Entry', 'Copy', 'Kept')),
  -- for Kept: bounce, auto_reply, own_address, blocked, too_large, unreadable
  reason text,
  explanation text,
  ticket_number bigint references ticket,
  entry_id bigint references entry,
  sender text not null default '',
  subject text not null default '',
  size bigint not null default 0,
  received_at timestamptz not null,
  handled_at timestamptz not null,
  dismissed_at timestamptz,
  check ((outcome = 'Kept') = (reason is not null))
);
create index intake_kept on intake (receipt_id desc) where outcome = 'Kept' and dismissed_at is null;
create index intake_entry on intake (entry_id) where entry_id is not null;

create table outgoing (
  reply_id uuid primary key,
  entry_id bigint not null references entry,
  ticket_number bigint not null references ticket,
  -- sent again under another id since
  superseded boolean not null default false,
  reply jsonb not null,
  state text not null check (state in ('Queued', 'Claimed', 'Sending', 'Sent', 'Failed', 'Unknown')),
  -- the Reply service's; 0 until it has been heard of
  revision int not null default 0,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  reason text,
  server_answer text,
  server text,
  sent_at timestamptz,
  queued_at timestamptz not null,
  nudge_at timestamptz,
  nudges int not null default 0
);
create unique index outgoing_entry on outgoing (entry_id) where not superseded;
create index outgoing_ticket on outgoing (ticket_number);
create index outgoing_nudge on outgoing (nudge_at) where nudge_at is not null;
create index outgoing_waiting on outgoing (queued_at) where state <> 'Sent' and not superseded;

create table delivery (
  reply_id uuid not null references outgoing on delete cascade,
  address text not null,
  state text not null check (state in ('Accepted', 'Refused', 'Delayed', 'Bounced')),
  code int not null default 0,
  enhanced_code text,
  answer text not null default '',
  at timestamptz not null,
  primary key (reply_id, address)
);

create table draft (
  person_id uuid not null references person,
  ticket_number bigint not null references ticket,
  reply_id uuid not null,
  recipients_to text not null default '',
  recipients_cc text not null default '',
  recipients_bcc text not null default '',
  text text not null default '',
  files jsonb not null default '[]',
  saved_at timestamptz not null,
  primary key (person_id, ticket_number)
);

-- Up to which mail a person has seen a ticket.
create table seen (
  person_id uuid not null references person,
  ticket_number bigint not null references ticket,
  entry_id bigint not null,
  primary key (person_id, ticket_number)
);
