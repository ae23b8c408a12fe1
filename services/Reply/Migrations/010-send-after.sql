-- send_after: not before this moment, chosen by an agent or left for taking it back. Until then it stands in no later reply's way.
alter table queue add column send_after timestamptz;
