-- Thai, Lao, Burmese and Khmer are indexed by clusters instead of by whole sentences: entries that have them are read into the search once more.
insert into search_backlog
select id from entry
where kind <> 'Event' and concat_ws(' ', subject, author_name, text, recipients::text) ~ '[\u0E01-\u0EFF\u1000-\u109F\u1780-\u17FF\uA9E0-\uA9FF\uAA60-\uAA7F]'
on conflict do nothing;
