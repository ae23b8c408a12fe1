-- What the bytes of a file really are, told by their beginning. Named by the digest of the bytes, so it never changes.
create table file_kind (
  content text primary key,
  media_type text not null
);

-- What is to be known of a mail before it is shown, worked out once: pictures from elsewhere, deceiving links, failed checks of its sender.
create table entry_facts (
  entry_id bigint primary key references entry on delete cascade,
  -- of the code that worked it out; an older one is worked out anew
  version int not null,
  facts jsonb not null
);

-- Pictures from elsewhere that somebody asked for. Named by the digest of their address.
create table remote_picture (
  address bytea primary key,
  -- null when it could not be had
  content text,
  media_type text,
  problem text,
  fetched_at timestamptz not null,
  check ((content is null) = (problem is not null))
);
