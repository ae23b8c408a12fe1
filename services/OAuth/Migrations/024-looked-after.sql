-- Links that broke before they were looked after: what may be mended at the provider without anybody telling this service is tried again by itself, spread over the next hour. Never where a password would be shown, or
-- wrong ones have locked the account.
update token set retry_at = now() + random() * interval '1 hour'
from system_email
where system_email.id = token.system_email_id and token.mender is not null and token.retry_at is null
  and system_email.sign_in <> 'PasswordGrant' and token.problem ->> 'code' <> 'AADSTS50053'
  and (token.mender in ('TenantAdmin', 'Application') or (system_email.sign_in = 'ClientCredentials' and token.mender <> 'Developer'));
