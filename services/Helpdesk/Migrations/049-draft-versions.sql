-- Which state of a draft a page has seen; a number is never used again, not even by a draft that is begun anew. The page that kept it last may go on without having heard its number.
create sequence draft_version;
alter table draft add column version bigint not null default nextval('draft_version');
alter table draft add column page uuid;
-- Ticks and the moment to send at, as they were last chosen.
alter table draft add column options jsonb;
