alter table sign_in add column ends_at timestamptz;

comment on column sign_in.ends_at is 'when the provider said that the sign-in ends whatever is done with it; null when it did not, or when use puts it off';
