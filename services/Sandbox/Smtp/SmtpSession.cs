using System.Globalization;
using System.Text;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>One client's conversation (RFC 5321, 4954, 3030), answering as Exchange Online does.</summary>
public sealed class SmtpSession(SmtpServer server, MailConnection connection) : IDisposable
{
    /// <summary>Largest message, as Exchange Online announces it.</summary>
    private const int LargestMessage = 157_286_400;

    /// <summary>Longest line of a command; a token in AUTH is far longer than the standard's 512.</summary>
    private const int LongestLine = 1024 * 1024;

    private const int MostRecipients = 1000;
    private const int MostBadCommands = 20;
    private const string Host = "[SANDBOX.CONTOSO.EXAMPLE]";

    private MailSignInResult.Open? account;
    private Occupancy.Place? place;
    private SmtpTransaction? transaction;
    private bool greeted;
    private bool quit;
    private int badCommands;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await OrderedAsync(AnswerMailFault.Greeting, cancellation))
        {
            return;
        }

        await AnswerAsync("220 sandbox.contoso.example Microsoft ESMTP MAIL Service ready", cancellation);
        while (!quit && await ReadAsync(cancellation) is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var verb = (space < 0 ? line : line[..space]).ToUpperInvariant();
            var rest = space < 0 ? "" : line[(space + 1)..].Trim();
            connection.Log.Client(verb == "AUTH" && rest.Contains(' ', StringComparison.Ordinal) ? $"{line[..line.IndexOf(' ', space + 1)]} ********" : line);
            await connection.BeginCommandAsync(cancellation);
            if (!await OrderedAsync(verb, cancellation))
            {
                await RunAsync(verb, rest, cancellation);
            }
        }
    }

    /// <summary>Gives the answer a fault asks for; true where there is one.</summary>
    private async Task<bool> OrderedAsync(string command, CancellationToken cancellation)
    {
        if (await server.Faults.TakeAsync<AnswerMailFault>(fault => fault.Concerns("smtp", command, account?.Mailbox), cancellation) is not { } ordered)
        {
            return false;
        }

        await AnswerAsync(ordered.Answer.ReplaceLineEndings("\r\n"), cancellation);
        quit |= ordered.Closes;
        return true;
    }

    public void Dispose() => place?.Dispose();

    private Task RunAsync(string verb, string rest, CancellationToken cancellation) => verb switch
    {
        "EHLO" => HelloAsync(rest, extended: true, cancellation),
        "HELO" => HelloAsync(rest, extended: false, cancellation),
        "STARTTLS" => StartTlsAsync(cancellation),
        "AUTH" => AuthenticateAsync(rest, cancellation),
        "MAIL" => MailAsync(rest, cancellation),
        "RCPT" => RecipientAsync(rest, cancellation),
        "DATA" => DataAsync(cancellation),
        "BDAT" => ChunkAsync(rest, cancellation),
        "RSET" => ResetAsync(cancellation),
        "NOOP" => AnswerAsync("250 2.0.0 OK", cancellation),
        "VRFY" => AnswerAsync("252 2.1.5 Cannot VRFY user", cancellation),
        "HELP" => AnswerAsync("214 2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT", cancellation),
        "QUIT" => QuitAsync(cancellation),
        _ => UnknownAsync(cancellation),
    };

    private async Task HelloAsync(string name, bool extended, CancellationToken cancellation)
    {
        if (name.Length == 0)
        {
            await AnswerAsync("501 5.5.4 Invalid domain name", cancellation);
            return;
        }

        greeted = true;
        transaction = null;
        if (!extended)
        {
            await AnswerAsync("250 sandbox.contoso.example Hello", cancellation);
            return;
        }

        var extensions = SmtpExtensions.Offer(server.Settings, connection.IsSecure, LargestMessage);
        for (var i = 0; i < extensions.Count; i++)
        {
            await connection.WriteLineAsync($"250{(i < extensions.Count - 1 ? '-' : ' ')}{extensions[i]}", cancellation);
        }

        await connection.FlushAsync(cancellation);
    }

    private async Task StartTlsAsync(CancellationToken cancellation)
    {
        if (connection.IsSecure)
        {
            await AnswerAsync("503 5.5.1 Bad sequence of commands", cancellation);
            return;
        }

        await AnswerAsync("220 2.0.0 SMTP server ready", cancellation);
        await connection.UpgradeToTlsAsync(server.Certificate.Value, cancellation);
        place?.Dispose();
        (greeted, account, transaction) = (false, null, null);
    }

    private async Task AuthenticateAsync(string rest, CancellationToken cancellation)
    {
        if (!greeted || account is not null)
        {
            await AnswerAsync("503 5.5.2 Send hello first, and sign in once", cancellation);
            return;
        }

        if (server.Settings.RequireTls && !connection.IsSecure)
        {
            await AnswerAsync("530 5.7.57 Client not authenticated to send mail. STARTTLS is required first.", cancellation);
            return;
        }

        var result = await new SmtpSignIn(server.SignIn, connection, server.Settings.OAuthBearer).RunAsync(rest, cancellation);
        switch (result)
        {
            case null:
                await AnswerAsync("501 5.7.3 Cancelled by the client, or not a mechanism offered", cancellation);
                break;
            case MailSignInResult.Open open:
                account = open;
                place = server.Occupancy.Enter($"smtp {open.Mailbox}");
                connection.Log.SignedIn(open.Mailbox);
                await AnswerAsync("235 2.7.0 Authentication successful", cancellation);
                break;
            default:
                var why = result is MailSignInResult.Refused refused ? refused.Why : ((MailSignInResult.NotConnected)result).Why;
                connection.Log.Note($"refused: {why}");
                await AnswerAsync((result as MailSignInResult.Refused)?.Answer ?? $"535 5.7.3 Authentication unsuccessful {Host}", cancellation);
                break;
        }
    }

    private async Task MailAsync(string rest, CancellationToken cancellation)
    {
        if (account is null)
        {
            await AnswerAsync($"530 5.7.57 Client not authenticated to send mail. {Host}", cancellation);
        }
        else if (account.ExpiresAt <= server.Time.GetUtcNow())
        {
            await AnswerAsync($"530 5.7.57 Client not authenticated to send mail. Error: token expired {Host}", cancellation);
        }
        else if (transaction is not null)
        {
            await AnswerAsync("503 5.5.2 Sender already specified", cancellation);
        }
        else if (SmtpPath.Read(rest, "FROM:") is not { } path)
        {
            await AnswerAsync("501 5.1.7 Invalid address", cancellation);
        }
        else if (path.Parameters.TryGetValue("SIZE", out var size) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > LargestMessage)
        {
            await AnswerAsync("552 5.3.4 Message size exceeds fixed maximum message size", cancellation);
        }
        else if (await server.Faults.TakeAsync<ThrottleFault>(fault => fault.Concerns("smtp", account.Mailbox), cancellation) is not null
            || await server.Faults.TakeAsync<LimitConcurrencyFault>(fault => fault.Concerns("smtp", account.Mailbox, server.Occupancy.Count($"smtp {account.Mailbox}")), cancellation) is not null)
        {
            await AnswerAsync("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.", cancellation);
        }
        else
        {
            transaction = new SmtpTransaction(path.Address);
            await AnswerAsync("250 2.1.0 Sender OK", cancellation);
        }
    }

    private async Task RecipientAsync(string rest, CancellationToken cancellation)
    {
        if (transaction is null)
        {
            await AnswerAsync("503 5.5.2 Need mail command", cancellation);
        }
        else if (SmtpPath.Read(rest, "TO:") is not { Address.Length: > 0 } path)
        {
            await AnswerAsync("501 5.1.3 Invalid address", cancellation);
        }
        else if (transaction.Recipients.Count >= MostRecipients)
        {
            await AnswerAsync("452 4.5.3 Too many recipients", cancellation);
        }
        else if (await server.Faults.TakeAsync<RefuseRecipientFault>(fault => Scope.Matches(fault.Recipient, path.Address), cancellation) is { } refused)
        {
            await AnswerAsync(refused.Answer, cancellation);
        }
        else
        {
            transaction.Recipients.Add(path.Address);
            await AnswerAsync("250 2.1.5 Recipient OK", cancellation);
        }
    }

    private async Task DataAsync(CancellationToken cancellation)
    {
        if (transaction is not { Recipients.Count: > 0, Chunks.Length: 0 })
        {
            await AnswerAsync("503 5.5.2 Need rcpt command", cancellation);
            return;
        }

        await AnswerAsync("354 Start mail input; end with <CRLF>.<CRLF>", cancellation);
        var (ended, message) = await SmtpData.ReadAsync(connection, LargestMessage, cancellation);
        if (!ended)
        {
            quit = true;
            return;
        }

        await SubmitAsync(message, cancellation);
    }

    private async Task ChunkAsync(string rest, CancellationToken cancellation)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > LargestMessage)
        {
            await AnswerAsync("501 5.5.4 Invalid BDAT arguments", cancellation);
            quit = true;
            return;
        }

        // The bytes follow whatever the answer will be (RFC 3030 section 2).
        if (await connection.ReadBytesAsync(size, cancellation) is not { } chunk)
        {
            quit = true;
            return;
        }

        if (transaction is not { Recipients.Count: > 0 } current)
        {
            await AnswerAsync("503 5.5.2 Need rcpt command", cancellation);
            return;
        }

        current.Chunks.Write(chunk);
        if (words.Length > 1 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase))
        {
            await SubmitAsync(current.Chunks.Length > LargestMessage ? null : current.Chunks.ToArray(), cancellation);
        }
        else
        {
            await AnswerAsync($"250 2.6.0 CHUNK received OK, {size.ToString(CultureInfo.InvariantCulture)} octets", cancellation);
        }
    }

    private async Task SubmitAsync(byte[]? message, CancellationToken cancellation)
    {
        var (sender, current) = (account!, transaction!);
        transaction = null;
        if (message is null)
        {
            await AnswerAsync("552 5.3.4 Message size exceeds fixed maximum message size", cancellation);
            return;
        }

        var drop = await server.Faults.TakeAsync<DropAtEndOfDataFault>(fault => Scope.Matches(fault.Mailbox, sender.Mailbox), cancellation);
        if (drop is { Delivered: false })
        {
            connection.Drop();
        }

        var answer = await server.Submissions.SubmitAsync(sender, current, message, connection.Log.Id, cancellation);
        if (drop is not null)
        {
            connection.Drop();
        }

        await AnswerAsync(answer, cancellation);
    }

    private Task ResetAsync(CancellationToken cancellation)
    {
        transaction = null;
        return AnswerAsync("250 2.0.0 Resetting", cancellation);
    }

    private Task QuitAsync(CancellationToken cancellation)
    {
        quit = true;
        return AnswerAsync("221 2.0.0 Service closing transmission channel", cancellation);
    }

    private Task UnknownAsync(CancellationToken cancellation)
    {
        quit = ++badCommands >= MostBadCommands;
        return AnswerAsync(quit ? "421 4.7.0 Too many errors on this connection, closing transmission channel" : "500 5.3.3 Unrecognized command", cancellation);
    }

    private async Task<string?> ReadAsync(CancellationToken cancellation) =>
        await connection.ReadLineAsync(LongestLine, cancellation) is { } line ? Encoding.UTF8.GetString(line) : null;

    private Task AnswerAsync(string line, CancellationToken cancellation) => connection.SendLineAsync(line, cancellation);
}
