create table key_ring (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default now()
);
