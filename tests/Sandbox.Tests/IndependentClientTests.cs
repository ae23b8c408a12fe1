using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

/// <summary>Python's mail clients against the three mail servers.</summary>
public sealed class IndependentClientTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Fact]
    public async Task Imaplib_reads_the_seeded_mails_by_XOAUTH2()
    {
        var output = await Python.RunAsync(
            """
            import imaplib, sys, email
            port, token = int(sys.argv[1]), sys.argv[2]
            c = imaplib.IMAP4('127.0.0.1', port)
            c.authenticate('XOAUTH2', lambda _: f'user=support@contoso.example\x01auth=Bearer {token}\x01\x01'.encode())
            assert 'UIDPLUS' in c.capabilities and 'CONDSTORE' not in c.capabilities, c.capabilities
            print(c.select('INBOX')[1][0].decode())
            uids = c.uid('SEARCH', None, 'ALL')[1][0].split()
            for uid in uids:
                typ, data = c.uid('FETCH', uid, '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[])')
                raw = data[0][1]
                assert int(data[0][0].split(b'RFC822.SIZE ')[1].split()[0]) == len(raw), data[0][0]
                m = email.message_from_bytes(raw)
                print(m['Message-ID'] is not None, m.get_content_type())
            c.logout()
            """,
            sandbox.ImapPort,
            await sandbox.TokenAsync(new TokenOrder("support@contoso.example", "https://outlook.office.com")));
        var lines = output.Split('\n');
        lines[0].ShouldBe("9");
        lines.Skip(1).ShouldAllBe(line => line.StartsWith("True"));
        lines.ShouldContain("True multipart/alternative");
    }

    [Fact]
    public async Task Imaplib_changes_a_mailbox()
    {
        var output = await Python.RunAsync(
            """
            import imaplib, sys, time
            c = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
            c.login('imap@customer.example', 'Passw0rd!')
            c.create('"Projekte &- K&APY-ln"')
            print([x.decode().split('"/" ')[1] for x in c.list()[1]])
            for n in range(3):
                print(c.append('INBOX', '(\\Flagged)' if n else None, imaplib.Time2Internaldate(1700000000 + n), b'Subject: number %d\r\nX-Key: K%d\r\n\r\nbody %d\r\n' % (n, n, n))[1][0].decode().split()[0])
            print(c.select()[1][0].decode())
            print(c.uid('SEARCH', 'HEADER', 'X-Key', 'K1')[1][0].decode(), c.uid('SEARCH', 'FLAGGED', 'UNSEEN')[1][0].decode(), c.search(None, 'SINCE', '1-Jan-2024')[1][0].decode(), c.search('UTF-8', 'OR', 'SUBJECT', '"number 0"', 'BODY', '"body 2"')[1][0].decode())
            print(c.fetch('1', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT]<2.3>)')[1])
            print(c.uid('COPY', '1', 'Archive')[1], c.response('COPYUID')[0])
            print(c.uid('MOVE', '2', 'Archive'))
            print(c.uid('STORE', '3', '+FLAGS', '(\\Deleted)')[1], c.expunge()[1], c.status('Archive', '(MESSAGES UNSEEN UIDNEXT)')[1])
            c.rename('"Projekte &- K&APY-ln"', 'Old'); print(c.delete('Old')[0], c.delete('INBOX')[0])
            c.logout()
            """,
            sandbox.ImapPort);
        var lines = output.Split('\n');
        lines[0].ShouldContain("\"Projekte &- K&APY-ln\"");
        lines[1..4].ShouldAllBe(line => line.StartsWith("[APPENDUID"));
        lines[4].ShouldBe("3");
        lines[5].ShouldBe("2 2 3  1 3");
        lines[6].ShouldContain("Subject: number 0");
        lines[6].ShouldContain("b'dy '");
        lines[8].ShouldContain("'OK'");
        lines[9].ShouldContain("MESSAGES 2");
        lines[10].ShouldBe("OK NO");
    }

    [Fact]
    public async Task Smtplib_sends_and_poplib_reads()
    {
        var output = await Python.RunAsync(
            """
            import smtplib, poplib, sys, base64
            smtp, pop, token = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
            s = smtplib.SMTP('127.0.0.1', smtp); s.ehlo('client.example')
            assert s.has_extn('chunking') and s.has_extn('smtputf8') and 'XOAUTH2' in s.esmtp_features['auth'], s.esmtp_features
            x = base64.b64encode(f'user=support@contoso.example\x01auth=Bearer {token}\x01\x01'.encode()).decode()
            print(s.docmd('AUTH', 'XOAUTH2 ' + x))
            s.sendmail('support@contoso.example', ['pop@customer.example'], b'From: support@contoso.example\r\nTo: pop@customer.example\r\nBcc: hidden@customer.example\r\nMessage-ID: <m1@x>\r\nSubject: hi\r\n\r\n.dot\r\n..two\r\nend\r\n')
            try: s.sendmail('ceo@contoso.org', ['pop@customer.example'], b'From: ceo@contoso.org\r\n\r\nx')
            except smtplib.SMTPDataError as e: print(e.smtp_code, e.smtp_error[:25].decode())
            s.quit()
            p = poplib.POP3('127.0.0.1', pop); p.user('pop@customer.example'); p.pass_('Passw0rd!')
            print(p.stat()[0]); print(p.uidl()[1][0].split()[1].decode())
            lines = p.retr(1)[1]; print(b'.dot' in lines, b'..two' in lines, any(l.startswith(b'Bcc') for l in lines), b'Subject: hi' in lines)
            print(len(p.top(1, 1)[1]) < len(lines), p.top(1, 1)[1][-1].decode())
            p.dele(1); p.quit()
            p = poplib.POP3('127.0.0.1', pop); p.user('pop@customer.example'); p.pass_('Passw0rd!'); print(p.stat()[0]); p.quit()
            """,
            sandbox.SmtpPort,
            sandbox.Pop3Port,
            await sandbox.TokenAsync(new TokenOrder(Resource: "https://outlook.office365.com")));
        var lines = output.Split('\n');
        lines[0].ShouldContain("235");
        lines[1].ShouldStartWith("554 5.2.252 SendAsDenied");
        lines[2].ShouldBe("1");
        lines[4].ShouldBe("True True False True");
        lines[5].ShouldBe("True .dot");
        lines[6].ShouldBe("0");
    }

    [Fact]
    public async Task All_three_go_on_under_TLS_after_their_command()
    {
        var output = await Python.RunAsync(
            """
            import smtplib, poplib, imaplib, ssl, sys
            ctx = ssl.create_default_context(); ctx.check_hostname = False; ctx.verify_mode = ssl.CERT_NONE
            i = imaplib.IMAP4('127.0.0.1', int(sys.argv[1])); i.starttls(ctx); print(i.login('tls@customer.example', 'Passw0rd!')[0], 'STARTTLS' in i.capabilities); i.logout()
            p = poplib.POP3('127.0.0.1', int(sys.argv[2])); p.stls(ctx); p.user('tls@customer.example'); print(p.pass_('Passw0rd!')[:3].decode()); p.quit()
            s = smtplib.SMTP('127.0.0.1', int(sys.argv[3])); s.starttls(context=ctx); s.login('tls@customer.example', 'Passw0rd!'); print(s.noop()[0]); s.quit()
            """,
            sandbox.ImapPort,
            sandbox.Pop3Port,
            sandbox.SmtpPort);
        output.Split('\n').ShouldBe(["OK False", "+OK", "250"]);
    }
}
