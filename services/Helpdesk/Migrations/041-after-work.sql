-- Where a person's page goes when an answer is sent, or a ticket is closed or put aside.
alter table person add column after_work text not null default 'Stay' check (after_work in ('Stay', 'Next', 'List'));
