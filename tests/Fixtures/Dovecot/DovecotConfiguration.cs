namespace HelpdeskMail.Fixtures.Dovecot;

/// <summary>Writes a dovecot.conf in which every path, port and user is set.</summary>
internal static class DovecotConfiguration
{
    public static string Write(DovecotServer server, string folder, DovecotOptions options, string user, string group, bool asRoot)
    {
        var users = asRoot ? "" : $"""
            default_login_user = {user}
            default_internal_user = {user}
            default_internal_group = {group}
            """;
        return $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/state
            log_path = {{folder}}/dovecot.log
            info_log_path = {{folder}}/dovecot.log
            protocols = imap pop3 lmtp submission
            listen = 127.0.0.1
            hostname = localhost
            {{users}}
            first_valid_uid = 1
            mail_uid = {{user}}
            mail_gid = {{group}}
            mail_location = maildir:~/Maildir
            mail_max_userip_connections = 1000
            mail_fsync = never
            ssl = yes
            ssl_cert = <{{folder}}/cert.pem
            ssl_key = <{{folder}}/key.pem
            ssl_min_protocol = TLSv1.2
            disable_plaintext_auth = no
            auth_mechanisms = {{options.Mechanisms}}
            auth_failure_delay = 0 secs
            auth_username_format = %Lu
            passdb {
              driver = oauth2
              mechanisms = xoauth2 oauthbearer
              args = {{folder}}/oauth2.conf
            }
            passdb {
              driver = passwd-file
              mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 external
              args = username_format=%u {{folder}}/users/%u
            }
            userdb {
              driver = static
              args = uid={{user}} gid={{group}} home={{folder}}/mail/%u allow_all_users=yes
            }
            namespace inbox {
              inbox = yes
              separator = /
              mailbox Sent {
                special_use = \Sent
                auto = create
              }
              mailbox Trash {
                special_use = \Trash
              }
            }
            service anvil {
              chroot =
              # No growing pauses after refused sign-ins.
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service auth {
              inet_listener {
                address = 127.0.0.1
                port = {{server.AuthPort}}
              }
            }
            service imap-login {
              chroot =
              process_min_avail = 1
              inet_listener imap {
                port = {{server.ImapPort}}
              }
              inet_listener imaps {
                port = {{server.ImapsPort}}
                ssl = yes
              }
            }
            service pop3-login {
              chroot =
              inet_listener pop3 {
                port = {{server.Pop3Port}}
              }
              inet_listener pop3s {
                port = {{server.Pop3sPort}}
                ssl = yes
              }
            }
            service submission-login {
              chroot =
              inet_listener submission {
                port = {{server.SubmissionPort}}
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = {{server.LmtpPort}}
              }
            }
            service stats {
              chroot =
            }
            {{options.Extra}}
            """;
    }
}
