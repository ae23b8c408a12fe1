using System.Net;
using System.Net.NetworkInformation;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>Commands out, replies in; greeting, EHLO, STARTTLS and AUTH.</summary>
internal sealed class SmtpSession(Wire wire, SmtpOptions options, SecretWords secrets)
{
    // RFC 5321 section 4.5.3.1.5 says 512; real servers put whole sentences and URLs into theirs.
    private const int MaxLine = 8192;
    private const int MaxLines = 500;
    private const int LongestInitialResponse = 8000;

    public Wire Wire => wire;

    public SmtpOptions Options => options;

    public SmtpExtensions Extensions { get; private set; } = new();

    private string ServerName => wire.Server.ToString();

    public async ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(cancellationToken);
        if (reply.Code != 220)
        {
            throw wire.Fail(Understand(reply, AnswerContext.Connection));
        }
    }

    public async ValueTask HelloAsync(CancellationToken cancellationToken)
    {
        var name = options.ClientName ?? OwnName();
        var reply = await AskAsync(options.Lmtp ? $"LHLO {name}" : $"EHLO {name}", cancellationToken);
        if (reply.Code is >= 500 and not 554 && !options.Lmtp && wire.Server.Protection is not ConnectionProtection.StartTls)
        {
            reply = await AskAsync($"HELO {name}", cancellationToken);
        }

        if (!reply.IsPositive)
        {
            throw wire.Fail(Understand(reply, AnswerContext.Command));
        }

        Extensions = SmtpExtensions.Read(reply);
    }

    public async ValueTask ProtectAsync(System.Security.Cryptography.X509Certificates.X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        if (wire.Server.Protection is not ConnectionProtection.StartTls)
        {
            return;
        }

        var reply = Extensions.Has("STARTTLS") ? await AskAsync("STARTTLS", cancellationToken) : null;
        if (reply?.Code != 220)
        {
            throw wire.Fail(ConnectionFailures.TlsNotOffered(ServerName) with { ServerAnswer = reply?.Words });
        }

        await wire.StartTlsAsync(certificate, cancellationToken);
        await HelloAsync(cancellationToken);
    }

    public async ValueTask SignInAsync(MailCredential credential, CancellationToken cancellationToken)
    {
        var plan = new SignInPlan(wire, credential, Extensions.Mechanisms, hasCommandForPasswords: false);
        await plan.RunAsync(secrets, async exchange =>
        {
            var reply = await SignInByMechanismAsync(exchange!, cancellationToken);
            return reply.IsPositive ? null : Understand(reply, plan.Context, exchange!.Mechanism.ServerError);
        });
    }

    /// <summary>Sends a command and reads its reply.</summary>
    public ValueTask<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        wire.Log?.Client(command);
        return ExchangeAsync(command, cancellationToken);
    }

    /// <summary>Writes a command without sending it yet.</summary>
    public void Write(string command)
    {
        wire.Log?.Client(command);
        wire.Write(command);
        wire.Write("\r\n"u8);
    }

    /// <summary>Reads a reply, however many lines it has.</summary>
    public async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var texts = new List<string>(1);
        var first = 0;
        var empty = 0;
        while (true)
        {
            var line = await wire.ReadLineAsync(MaxLine, cancellationToken);
            if (line.IsEmpty && texts.Count == 0 && ++empty < MaxLines)
            {
                continue;
            }

            if (!SmtpReply.TryLine(line.Span, out var code, out var isLast, out var text) || (texts.Count > 0 && code != first) || texts.Count >= MaxLines)
            {
                throw wire.Fail(ConnectionFailures.Violation(ServerName, "an answer that is no answer of SMTP", System.Text.Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 200)])));
            }

            first = code;
            texts.Add(text);
            if (isLast)
            {
                return SmtpReply.From(code, texts);
            }
        }
    }

    public MailFailure Understand(SmtpReply reply, AnswerContext context, string? more = null) =>
        ServerAnswers.Understand(ServerName, secrets.Hide(more is null ? reply.Words : $"{reply.Words} {more}"), context, reply.Code);

    public string Hide(string words) => secrets.Hide(words);

    private async ValueTask<SmtpReply> SignInByMechanismAsync(SaslExchange exchange, CancellationToken cancellationToken)
    {
        var initial = exchange.Inline(LongestInitialResponse);
        wire.Log?.Client($"AUTH {exchange.Mechanism.Name}{(initial is null ? "" : " (hidden)")}");
        var reply = await ExchangeAsync(initial is null ? $"AUTH {exchange.Mechanism.Name}" : $"AUTH {exchange.Mechanism.Name} {initial}", cancellationToken);
        while (reply.Code == 334)
        {
            string answer;
            try
            {
                answer = exchange.Answer(System.Text.Encoding.UTF8.GetBytes(reply.Text));
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

    private async ValueTask<SmtpReply> ExchangeAsync(string line, CancellationToken cancellationToken)
    {
        wire.StartCommand(wire.Server.Timeouts.Command);
        wire.Write(line);
        wire.Write("\r\n"u8);
        await wire.FlushAsync(cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    private string OwnName()
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        var name = properties.DomainName.Length > 0 ? $"{properties.HostName}.{properties.DomainName}" : properties.HostName;
        if (name.Contains('.', StringComparison.Ordinal) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-'))
        {
            return name;
        }

        var address = (wire.LocalEndPoint as IPEndPoint)?.Address ?? IPAddress.Loopback;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        return address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
    }
}
