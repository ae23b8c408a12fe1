using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>Commands out, answers in; greeting, CAPA, STLS and signing in.</summary>
internal sealed class Pop3Session(Wire wire, SecretWords secrets)
{
    private const int MaxLine = 8192;

    // A listing is at most this long: a server must not fill the memory with one that never ends. Two million messages with UIDs of 32 characters fit.
    private const int MaxListing = 2_000_000;
    private const int MaxListingBytes = 96 * 1024 * 1024;
    private const int MaxCapabilities = 200;
    private const int MostEmptyLines = 100;

    private readonly Dictionary<string, string> capabilities = new(StringComparer.OrdinalIgnoreCase);

    public Wire Wire => wire;

    private string ServerName => wire.Server.ToString();

    /// <summary>SASL mechanisms it lists.</summary>
    public IReadOnlyCollection<string> Mechanisms => [.. capabilities.GetValueOrDefault("SASL", "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.ToUpperInvariant())];

    public bool Has(string capability) => capabilities.ContainsKey(capability);

    public async ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(cancellationToken);
        if (!reply.IsOk)
        {
            throw wire.Fail(Understand(reply, AnswerContext.Connection));
        }
    }

    /// <summary>Asks what the server can do (RFC 2449); an old one that does not know the question can do nothing special.</summary>
    public async ValueTask AskCapabilitiesAsync(CancellationToken cancellationToken)
    {
        capabilities.Clear();
        if (!(await AskAsync("CAPA", cancellationToken)).IsOk)
        {
            return;
        }

        await ReadListingAsync(
            line =>
            {
                var text = Encoding.UTF8.GetString(line.Span).Trim();
                var space = text.IndexOf(' ', StringComparison.Ordinal);
                if (capabilities.Count < MaxCapabilities)
                {
                    capabilities[space < 0 ? text : text[..space]] = space < 0 ? "" : text[(space + 1)..];
                }
            },
            cancellationToken);
    }

    public async ValueTask ProtectAsync(X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        if (wire.Server.Protection is not ConnectionProtection.StartTls)
        {
            return;
        }

        // Some servers know STLS and not CAPA: asking costs nothing, and a no is final.
        var reply = await AskAsync("STLS", cancellationToken);
        if (!reply.IsOk)
        {
            throw wire.Fail(ConnectionFailures.TlsNotOffered(ServerName) with { ServerAnswer = reply.Words });
        }

        await wire.StartTlsAsync(certificate, cancellationToken);
        await AskCapabilitiesAsync(cancellationToken);
    }

    public async ValueTask SignInAsync(MailCredential credential, CancellationToken cancellationToken)
    {
        var plan = new SignInPlan(wire, credential, Mechanisms, hasCommandForPasswords: true);
        await plan.RunAsync(secrets, async exchange =>
        {
            var reply = exchange is null ? await SignInByPasswordAsync((MailCredential.Password)credential, cancellationToken) : await SignInByMechanismAsync(exchange, cancellationToken);
            return reply.IsOk ? null : Understand(reply, plan.Context, exchange?.Mechanism.ServerError);
        });
    }

    /// <summary>Sends a command and reads the first line of its answer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    /// <param name="within">How long the server may take; null for as long as usual.</param>
    public async ValueTask<Pop3Reply> AskAsync(string command, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        wire.Log?.Client(command);
        return await ExchangeAsync(command, cancellationToken, within);
    }

    /// <summary>Sends a command without waiting for its answer.</summary>
    public async ValueTask SendAsync(string command, CancellationToken cancellationToken)
    {
        wire.Log?.Client(command);
        wire.StartCommand(wire.Server.Timeouts.Command);
        wire.Write(command);
        wire.Write("\r\n"u8);
        await wire.FlushAsync(cancellationToken);
    }

    public async ValueTask<Pop3Reply> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await wire.ReadLineAsync(MaxLine, cancellationToken);
        for (var empty = 0; line.IsEmpty && empty < MostEmptyLines; empty++)
        {
            line = await wire.ReadLineAsync(MaxLine, cancellationToken);
        }

        return Pop3Reply.Read(line.Span) ?? throw wire.Fail(ConnectionFailures.Violation(ServerName, "an answer that is no answer of POP3", Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 200)])));
    }

    /// <summary>Reads the lines of a listing up to the dot. The time is for each line, since old servers read through every message for its UID, within a limit for them all.</summary>
    public async ValueTask ReadListingAsync(Action<ReadOnlyMemory<byte>> onLine, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        var began = wire.Time.GetTimestamp();
        for (var count = 0; count < MaxListing && bytes < MaxListingBytes; count++)
        {
            if (wire.Time.GetElapsedTime(began) > wire.Server.Timeouts.List)
            {
                throw wire.Fail(ConnectionFailures.Silent(ServerName, wire.Server.Timeouts.List));
            }

            wire.StartCommand(wire.Server.Timeouts.Command);
            var line = await wire.ReadLineAsync(MaxLine, cancellationToken);
            if (line.Span.SequenceEqual("."u8))
            {
                return;
            }

            bytes += line.Length;
            onLine(line);
        }

        throw wire.Fail(ConnectionFailures.Violation(ServerName, $"a listing of more than {MaxListing.ToString("N0", CultureInfo.InvariantCulture)} lines or {MaxListingBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes"));
    }

    public MailFailure Understand(Pop3Reply reply, AnswerContext context, string? more = null) =>
        ServerAnswers.Understand(ServerName, secrets.Hide(more is null ? reply.Words : $"{reply.Words} {more}"), context, 0, reply.Code);

    private async ValueTask<Pop3Reply> SignInByPasswordAsync(MailCredential.Password password, CancellationToken cancellationToken)
    {
        if (password.UserName.AsSpan().ContainsAny('\r', '\n') || password.Secret.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException("User name and password have no line breaks.", nameof(password));
        }

        var user = await AskAsync($"USER {password.UserName}", cancellationToken);
        if (!user.IsOk)
        {
            return user;
        }

        wire.Log?.Client("PASS (hidden)");
        return await ExchangeAsync($"PASS {password.Secret}", cancellationToken);
    }

    // Always in two steps: Exchange does not take the initial response in the line of the command, and every other server can do it this way too.
    private async ValueTask<Pop3Reply> SignInByMechanismAsync(SaslExchange exchange, CancellationToken cancellationToken)
    {
        var reply = await AskAsync($"AUTH {exchange.Mechanism.Name}", cancellationToken);
        while (reply.IsContinuation)
        {
            string answer;
            try
            {
                answer = exchange.Answer(Encoding.UTF8.GetBytes(reply.Text));
            }
            catch (SaslException exception)
            {
                throw wire.Fail(ConnectionFailures.Violation(ServerName, exception.Message), exception);
            }

            wire.Log?.Client(answer.Length == 0 ? "" : "(hidden)");
            reply = await ExchangeAsync(answer, cancellationToken);
        }

        return reply;
    }

    private async ValueTask<Pop3Reply> ExchangeAsync(string line, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        wire.StartCommand(within ?? wire.Server.Timeouts.Command);
        wire.Write(line);
        wire.Write("\r\n"u8);
        await wire.FlushAsync(cancellationToken);
        return await ReadAsync(cancellationToken);
    }
}
