-- Texts of mails are packed by the faster of PostgreSQL's methods, where it was built with it.
do $$
begin
  execute 'alter table entry alter column text set compression lz4, alter column html set compression lz4';
  execute 'alter table entry_search alter column words set compression lz4';
exception when feature_not_supported or invalid_parameter_value then
  null;
end
$$;
