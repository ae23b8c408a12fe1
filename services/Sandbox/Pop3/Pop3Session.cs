using System.Globalization;
using System.Text;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Pop3;

/// <summary>One client's conversation (RFC 1939, 2449, 5034), answering as Exchange Online does.</summary>
public sealed class Pop3Session(Pop3Server server, MailConnection connection)
{
    private const int LongestLine = 64 * 1024;
    /// <summary>The answer where a number names no message, or one that is gone.</summary>
    public const string NoSuchMessage = "-ERR The requested message is not available.";

    private readonly Pop3Transfer transfer = new(server, connection);
    private Maildrop? drop;
    private MailSignInResult.Open? account;
    private string? notConnected;
    private string? user;
    private bool estimates;
    private bool quit;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await OrderedAsync(AnswerMailFault.Greeting, cancellation))
        {
            return;
        }

        await AnswerAsync("+OK The Microsoft Exchange POP3 service is ready. [U0FOREJPWC5DT05UT1NPLkVYQU1QTEU=]", cancellation);
        while (!quit && await connection.ReadLineAsync(LongestLine, cancellation) is { } bytes)
        {
            var line = Encoding.UTF8.GetString(bytes);
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var verb = words.FirstOrDefault()?.ToUpperInvariant() ?? "";
            connection.Log.Client(verb == "PASS" || (verb == "AUTH" && words.Length > 2) ? $"{string.Join(' ', words.Take(verb == "PASS" ? 1 : 2))} ********" : line);
            await connection.BeginCommandAsync(cancellation);
            if (!await OrderedAsync(verb, cancellation))
            {
                await (drop is null ? SignInAsync(verb, words, line, cancellation) : TransactAsync(verb, words, cancellation));
            }
        }
    }

    /// <summary>Gives the answer a fault asks for; true where there is one.</summary>
    private async Task<bool> OrderedAsync(string command, CancellationToken cancellation)
    {
        if (await server.Faults.TakeAsync<AnswerMailFault>(fault => fault.Concerns("pop3", command, account?.Mailbox), cancellation) is not { } ordered)
        {
            return false;
        }

        await AnswerAsync(ordered.Answer.ReplaceLineEndings("\r\n"), cancellation);
        quit |= ordered.Closes;
        return true;
    }

    private async Task SignInAsync(string verb, string[] words, string line, CancellationToken cancellation)
    {
        if (notConnected is not null && verb != "QUIT")
        {
            connection.Log.Note($"not connected: {notConnected}");
            quit = true;
            await AnswerAsync("-ERR User is authenticated but not connected.", cancellation);
            return;
        }

        switch (verb)
        {
            case "CAPA":
                await CapabilitiesAsync(cancellation);
                break;
            case "STLS" when !connection.IsSecure:
                await AnswerAsync("+OK Begin TLS negotiation.", cancellation);
                await connection.UpgradeToTlsAsync(server.Certificate.Value, cancellation);
                user = null;
                break;
            case "QUIT":
                await QuitAsync(cancellation);
                break;
            case "AUTH" or "USER" or "PASS" when server.Settings.RequireTls && !connection.IsSecure:
                await AnswerAsync("-ERR Command is not valid in this state: STLS first.", cancellation);
                break;
            case "AUTH":
                await AuthenticateAsync(words, cancellation);
                break;
            case "USER" when words.Length == 2:
                user = words[1];
                await AnswerAsync("+OK", cancellation);
                break;
            case "PASS" when user is not null && line.Length > 5:
                await OpenAsync(await server.SignIn.WithPasswordAsync(MailProtocol.Pop3, user, line[5..], cancellation), "Logon failure", cancellation);
                break;
            default:
                await AnswerAsync("-ERR Command is not valid in this state.", cancellation);
                break;
        }
    }

    private async Task AuthenticateAsync(string[] words, CancellationToken cancellation)
    {
        var mechanism = words.ElementAtOrDefault(1)?.ToUpperInvariant();
        if (mechanism is not ("XOAUTH2" or "PLAIN" or "OAUTHBEARER") || (mechanism == "OAUTHBEARER" && !server.Settings.OAuthBearer))
        {
            await AnswerAsync("-ERR Unsupported authentication mechanism.", cancellation);
            return;
        }

        if (words.Length > 2)
        {
            // Exchange takes no initial response: the client must wait for the «+».
            quit = true;
            await AnswerAsync("-ERR Protocol error. Connection is closed. 10", cancellation);
            return;
        }

        var response = await AskAsync("", cancellation);
        MailSignInResult result = mechanism != "PLAIN"
            ? (mechanism == "XOAUTH2" ? SaslMessage.ReadXOAuth2(response) : SaslMessage.ReadOAuthBearer(response)) is { } bearer
                ? await server.SignIn.WithTokenAsync(MailProtocol.Pop3, bearer.User, bearer.Token, cancellation)
                : new MailSignInResult.Refused($"the response is no {mechanism} message")
            : SaslMessage.ReadPlain(response) is { } plain
                ? await server.SignIn.WithPasswordAsync(MailProtocol.Pop3, plain.User, plain.Password, cancellation)
                : new MailSignInResult.Refused("the response is no PLAIN message");
        if (result is MailSignInResult.Refused { Challenge: { } challenge })
        {
            await AskAsync(challenge, cancellation);
        }

        await OpenAsync(result, "Authentication failure", cancellation);
    }

    private async Task<string> AskAsync(string challenge, CancellationToken cancellation)
    {
        await AnswerAsync($"+ {challenge}", cancellation);
        var line = await connection.ReadLineAsync(LongestLine, cancellation);
        connection.Log.Client("********");
        return line is null ? "*" : Encoding.ASCII.GetString(line);
    }

    private async Task OpenAsync(MailSignInResult result, string failure, CancellationToken cancellation)
    {
        switch (result)
        {
            case MailSignInResult.Open open:
                var mailbox = await server.Folders.MailboxAsync(open.Mailbox, cancellation);
                var inbox = await server.Folders.FindAsync(mailbox, Mailboxes.Folder.Inbox, cancellation);
                drop = new Maildrop(inbox!, await server.Messages.ListAsync(inbox!.Id, cancellation));
                account = open;
                estimates = await server.Faults.TakeAsync<EstimateSizesFault>(fault => fault.Concerns("pop3", open.Mailbox), cancellation) is not null;
                connection.Log.SignedIn(open.Mailbox);
                await AnswerAsync("+OK User successfully authenticated.", cancellation);
                break;
            case MailSignInResult.NotConnected late:
                notConnected = late.Why;
                connection.Log.SignedIn(late.Mailbox);
                await AnswerAsync("+OK User successfully authenticated.", cancellation);
                break;
            case MailSignInResult.Refused refused:
                connection.Log.Note($"refused: {refused.Why}");
                await AnswerAsync(refused.Answer ?? $"-ERR {failure}: unknown user name or bad password.", cancellation);
                break;
        }
    }

    private async Task TransactAsync(string verb, string[] words, CancellationToken cancellation)
    {
        if (account!.ExpiresAt <= server.Time.GetUtcNow())
        {
            quit = true;
            await AnswerAsync("-ERR Session invalidated - AccessTokenExpired", cancellation);
            return;
        }

        if (verb != "QUIT" && await server.Faults.TakeAsync<ThrottleFault>(fault => fault.Concerns("pop3", account.Mailbox), cancellation) is { } throttle)
        {
            quit = true;
            await AnswerAsync($"-ERR Request is throttled. Suggested Backoff Time: {throttle.BackoffMilliseconds.ToString(CultureInfo.InvariantCulture)} milliseconds", cancellation);
            return;
        }

        switch (verb)
        {
            case "CAPA":
                await CapabilitiesAsync(cancellation);
                break;
            case "STAT":
                var present = drop!.Present.ToList();
                await AnswerAsync(string.Create(CultureInfo.InvariantCulture, $"+OK {present.Count} {present.Sum(entry => (long)Size(entry.Message))}"), cancellation);
                break;
            case "LIST":
                await ListAsync(words, message => Size(message).ToString(CultureInfo.InvariantCulture), cancellation);
                break;
            case "UIDL":
                await ListAsync(words, drop!.UniqueId, cancellation);
                break;
            case "RETR" or "TOP":
                await RetrieveAsync(verb, words, cancellation);
                break;
            case "DELE":
                await DeleteAsync(words, cancellation);
                break;
            case "RSET":
                drop!.Reset();
                await AnswerAsync("+OK", cancellation);
                break;
            case "NOOP":
                await AnswerAsync("+OK", cancellation);
                break;
            case "QUIT":
                await QuitAsync(cancellation);
                break;
            default:
                await AnswerAsync("-ERR Protocol error. 14", cancellation);
                break;
        }
    }

    private async Task CapabilitiesAsync(CancellationToken cancellation)
    {
        await connection.WriteLineAsync("+OK", cancellation);
        string[] lines = ["TOP", "UIDL", $"SASL PLAIN XOAUTH2{(server.Settings.OAuthBearer ? " OAUTHBEARER" : "")}", "USER", .. connection.IsSecure ? Array.Empty<string>() : ["STLS"], "."];
        foreach (var line in lines)
        {
            await connection.WriteLineAsync(line, cancellation);
        }

        await connection.FlushAsync(cancellation);
    }

    private async Task ListAsync(string[] words, Func<Mailboxes.FolderMessage, string> value, CancellationToken cancellation)
    {
        if (words.Length > 1)
        {
            await AnswerAsync(Number(words, 1) is { } number && drop!.Find(number) is { } one ? $"+OK {words[1]} {value(one)}" : NoSuchMessage, cancellation);
            return;
        }

        await connection.WriteLineAsync("+OK", cancellation);
        foreach (var (number, message) in drop!.Present)
        {
            await connection.WriteLineAsync($"{number.ToString(CultureInfo.InvariantCulture)} {value(message)}", cancellation);
        }

        await AnswerAsync(".", cancellation);
    }

    private async Task RetrieveAsync(string verb, string[] words, CancellationToken cancellation)
    {
        if (Number(words, 1) is not { } number || drop!.Find(number) is not { } message || (verb == "TOP" && Number(words, 2) is null))
        {
            await AnswerAsync(NoSuchMessage, cancellation);
            return;
        }

        await transfer.SendAsync(message, verb == "TOP" ? Number(words, 2) : null, cancellation);
    }

    private async Task DeleteAsync(string[] words, CancellationToken cancellation)
    {
        if (Number(words, 1) is not { } number || drop!.Find(number) is null)
        {
            await AnswerAsync(NoSuchMessage, cancellation);
            return;
        }

        drop.Delete(number);
        await AnswerAsync("+OK", cancellation);
    }

    private async Task QuitAsync(CancellationToken cancellation)
    {
        quit = true;
        if (drop is not null)
        {
            await server.Messages.RemoveAsync(drop.Inbox.Id, drop.DeletedUids, cancellation);
        }

        await AnswerAsync("+OK Microsoft Exchange Server POP3 server signing off.", cancellation);
    }

    private int Size(Mailboxes.FolderMessage message) => estimates ? EstimateSizesFault.Estimate(message.Size) : message.Size;

    private static int? Number(string[] words, int index) =>
        int.TryParse(words.ElementAtOrDefault(index), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private Task AnswerAsync(string line, CancellationToken cancellation) => connection.SendLineAsync(line, cancellation);
}
