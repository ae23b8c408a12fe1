-- W3C traceparent of the span in which a mail became an entry: its answer carries the same trace on.
alter table entry add column trace text;
