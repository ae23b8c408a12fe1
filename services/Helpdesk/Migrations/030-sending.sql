-- send_after: an agent has put it off, or may still take it back. taken_back: an agent did; it is never sent.
alter table outgoing
  add column send_after timestamptz,
  add column taken_back boolean not null default false;

alter table delivery drop constraint delivery_state_check;
alter table delivery add constraint delivery_state_check check (state in ('Accepted', 'Refused', 'Delayed', 'Bounced', 'Read'));
