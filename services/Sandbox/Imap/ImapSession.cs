using System.Globalization;
using System.Text;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>One client's conversation, answering as Exchange Online does.</summary>
public sealed class ImapSession(ImapServer server, MailConnection connection) : IDisposable
{
    /// <summary>Longest command line; Exchange's is 10,240, but tokens of test providers may be longer.</summary>
    private const int LongestLine = 64 * 1024;

    /// <summary>Largest command with its literals: an APPEND of a mail.</summary>
    private const int LargestCommand = 160 * 1024 * 1024;

    /// <summary>What follows NO where another session took out messages that the client has not been told of (RFC 2180 section 4.1, RFC 5530).</summary>
    public const string SomeAreGone = "[EXPUNGEISSUED] Some of the messages are no longer there.";

    private bool loggedOut;
    private string tag = "*";
    private string? notConnected;

    public ImapServer Server => server;

    public MailConnection Connection => connection;

    public ImapState State { get; private set; } = ImapState.NotAuthenticated;

    /// <summary>Address of the open mailbox.</summary>
    public string Mailbox { get; private set; } = "";

    public long MailboxId { get; private set; }

    public SelectedFolder? Selected { get; private set; }

    public DateTimeOffset? TokenExpiresAt { get; private set; }

    /// <summary>Whether RFC822.SIZE tells estimates in this session.</summary>
    public bool EstimatesSizes { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (await OrderedAsync(AnswerMailFault.Greeting, cancellation))
        {
            return;
        }

        var host = Convert.ToBase64String(Encoding.ASCII.GetBytes("SANDBOX.CONTOSO.EXAMPLE"));
        await connection.SendLineAsync($"* OK The Microsoft Exchange IMAP4 service is ready. [{host}]", cancellation);
        while (!loggedOut && await ReadCommandAsync(cancellation) is { } command)
        {
            await connection.BeginCommandAsync(cancellation);
            await AnswerAsync(command, cancellation);
            await connection.FlushAsync(cancellation);
        }
    }

    /// <summary>Takes what a sign-in gave.</summary>
    /// <returns>The tagged answer.</returns>
    public async Task<string> SignedInAsync(MailSignInResult result, string command, CancellationToken cancellation)
    {
        switch (result)
        {
            case MailSignInResult.Open open:
                Mailbox = open.Mailbox;
                MailboxId = await server.Folders.MailboxAsync(open.Mailbox, cancellation);
                TokenExpiresAt = open.ExpiresAt;
                EstimatesSizes = await server.Faults.TakeAsync<EstimateSizesFault>(fault => fault.Concerns("imap", open.Mailbox), cancellation) is not null;
                State = ImapState.Authenticated;
                connection.Log.SignedIn(open.Mailbox);
                return $"OK {command} completed.";
            case MailSignInResult.NotConnected late:
                State = ImapState.Authenticated;
                notConnected = late.Why;
                connection.Log.SignedIn(late.Mailbox);
                return $"OK {command} completed.";
            case MailSignInResult.Refused refused:
                connection.Log.Note($"refused: {refused.Why}");
                return refused.Answer ?? $"NO {command} failed.";
            default:
                throw new InvalidOperationException("A sign-in is open, not connected or refused.");
        }
    }

    public void Open(SelectedFolder folder)
    {
        Close();
        Selected = folder;
        State = ImapState.Selected;
    }

    public void Close()
    {
        Selected?.Dispose();
        Selected = null;
        State = State == ImapState.Selected ? ImapState.Authenticated : State;
    }

    /// <summary>Answers STARTTLS (which ends in TLS's own words, not in a tagged line of the command) and goes on under TLS.</summary>
    public async Task StartTlsAsync(CancellationToken cancellation)
    {
        await connection.SendLineAsync($"{tag} OK Begin TLS negotiation now.", cancellation);
        await connection.UpgradeToTlsAsync(server.Certificate.Value, cancellation);
    }

    public void LogOut() => loggedOut = true;

    /// <summary>Tells the client what changed in its folder since it was last told.</summary>
    public async Task TellChangesAsync(bool mayExpunge, CancellationToken cancellation)
    {
        if (Selected is null || !Selected.Changes.TakeAll())
        {
            return;
        }

        var present = await server.Messages.ListAsync(Selected.Folder.Id, cancellation);
        foreach (var line in Selected.Take(present, mayExpunge))
        {
            await connection.WriteLineAsync(line, cancellation);
        }

        if (!mayExpunge && Selected.Messages.Count > present.Count)
        {
            // Held back until a command that may tell of it.
            Selected.Changes.Again();
        }
    }

    /// <summary>Ends the session when its token has run out, as Exchange does in the middle of anything.</summary>
    public async Task<bool> ExpiredAsync(CancellationToken cancellation)
    {
        if (TokenExpiresAt is not { } end || end > server.Time.GetUtcNow())
        {
            return false;
        }

        await connection.SendLineAsync("* BYE Session invalidated - AccessTokenExpired", cancellation);
        LogOut();
        return true;
    }

    public void Dispose() => Close();

    private async Task AnswerAsync(byte[] command, CancellationToken cancellation)
    {
        var arguments = new ImapArguments(command);
        tag = "*";
        try
        {
            tag = arguments.Atom();
            arguments.Space();
            var name = arguments.Atom().ToUpperInvariant();
            var byUid = name == "UID";
            if (byUid)
            {
                arguments.Space();
                name = $"UID {arguments.Atom().ToUpperInvariant()}";
            }

            if (await OrderedAsync(name, cancellation) || await RefusedBeforeAsync(name, cancellation))
            {
                return;
            }

            var answer = !ImapCommands.All.TryGetValue(name, out var found) ? "BAD Command Error. 12"
                : (found.AllowedIn & State) == ImapState.None ? "BAD Command received in Invalid state."
                : await found.RunAsync(this, arguments, cancellation);
            var quiet = name is "FETCH" or "STORE" or "SEARCH";
            if (answer.Length > 0)
            {
                await TellChangesAsync(mayExpunge: !quiet, cancellation);
                await connection.SendLineAsync($"{tag} {answer}", cancellation);
            }
        }
        catch (ImapSyntaxException exception)
        {
            connection.Log.Note(exception.Message);
            await connection.SendLineAsync($"{tag} BAD Command Argument Error. 11", cancellation);
        }
    }

    /// <summary>Gives the answer a fault asks for; true where there is one.</summary>
    private async Task<bool> OrderedAsync(string command, CancellationToken cancellation)
    {
        var mailbox = State == ImapState.NotAuthenticated ? null : Mailbox;
        if (await server.Faults.TakeAsync<AnswerMailFault>(fault => fault.Concerns("imap", command, mailbox), cancellation) is not { } ordered)
        {
            return false;
        }

        foreach (var line in ordered.Lines)
        {
            await connection.SendLineAsync(line.StartsWith('*') ? line : $"{tag} {line}", cancellation);
        }

        loggedOut |= ordered.Closes;
        return true;
    }

    /// <summary>What ends a session before its command is looked at: an expired token, a mailbox that did not open, throttling.</summary>
    private async Task<bool> RefusedBeforeAsync(string name, CancellationToken cancellation)
    {
        if (State == ImapState.NotAuthenticated || name is "LOGOUT" or "CAPABILITY")
        {
            return false;
        }

        if (await ExpiredAsync(cancellation))
        {
            return true;
        }

        if (notConnected is not null)
        {
            connection.Log.Note($"not connected: {notConnected}");
            await connection.WriteLineAsync($"{tag} BAD User is authenticated but not connected.", cancellation);
            await connection.SendLineAsync("* BYE Connection closed. 14", cancellation);
            LogOut();
            return true;
        }

        if (await server.Faults.TakeAsync<ThrottleFault>(fault => fault.Concerns("imap", Mailbox), cancellation) is { } throttle)
        {
            await connection.WriteLineAsync(
                $"{tag} BAD Request is throttled. Suggested Backoff Time: {throttle.BackoffMilliseconds.ToString(CultureInfo.InvariantCulture)} milliseconds", cancellation);
            await connection.SendLineAsync("* BYE Connection is closed. 14", cancellation);
            LogOut();
            return true;
        }

        return false;
    }

    /// <summary>A command with its literals, each asked for where the client waits for that; null when the client has gone.</summary>
    private async Task<byte[]?> ReadCommandAsync(CancellationToken cancellation)
    {
        using var command = new MemoryStream();
        while (true)
        {
            if (await connection.ReadLineAsync(LongestLine, cancellation) is not { } line)
            {
                return null;
            }

            connection.Log.Client(ImapSecrets.Hide(line, command.Length == 0));
            command.Write(line);
            if (!LiteralAnnouncement.Read(line, out var count, out var waits))
            {
                return command.ToArray();
            }

            if (count + command.Length > LargestCommand)
            {
                throw new LineTooLongException(LargestCommand);
            }

            if (waits)
            {
                await connection.SendLineAsync("+ Ready for additional command text.", cancellation);
            }

            if (await connection.ReadBytesAsync(count, cancellation) is not { } literal)
            {
                return null;
            }

            connection.Log.Client($"({count} bytes)");
            command.Write("\r\n"u8);
            command.Write(literal);
        }
    }
}
