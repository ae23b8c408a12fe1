-- When a link for a new password was last asked for, which using it up does not forget.
alter table person add column reset_asked_at timestamptz;
