using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Signs in: AUTHENTICATE with the strongest mechanism, LOGIN where a server has nothing else.</summary>
internal static class ImapSignIn
{
    // Exchange takes command lines of 10,240 bytes; longer tokens go in a line of their own.
    private const int LongestInitialResponse = 8000;

    public static async ValueTask RunAsync(ImapSession session, MailCredential credential, CancellationToken cancellationToken)
    {
        var capabilities = await session.CapabilitiesAsync(static known => known.Mechanisms.Count > 0, cancellationToken);
        var plan = new SignInPlan(session.Wire, credential, capabilities.Mechanisms, hasCommandForPasswords: !capabilities.Has("LOGINDISABLED"));
        await plan.RunAsync(session.Secrets, async exchange =>
        {
            session.View.ForgetCapabilities();
            var status = exchange is null
                ? await LoginAsync(session, (MailCredential.Password)credential, cancellationToken)
                : await AuthenticateAsync(session, exchange, capabilities.Has("SASL-IR"), cancellationToken);
            return status.Condition is ImapCondition.Ok ? null : session.Understand(status, plan.Context, exchange?.Mechanism.ServerError);
        });
        session.State = ImapState.Authenticated;
    }

    private static ValueTask<ImapStatus> LoginAsync(ImapSession session, MailCredential.Password password, CancellationToken cancellationToken) =>
        session.RunAsync(new ImapCommand("LOGIN").String(password.UserName).String(password.Secret, secret: true), cancellationToken: cancellationToken);

    private static async ValueTask<ImapStatus> AuthenticateAsync(ImapSession session, SaslExchange exchange, bool inline, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        var command = new ImapCommand("AUTHENTICATE").Add(exchange.Mechanism.Name);
        if (inline && exchange.Inline(LongestInitialResponse) is { } initial)
        {
            command.Secret(initial);
        }

        var tag = await session.SendAsync(command, cancellationToken);
        while (await session.ContinuationAsync(tag, cancellationToken) is { } challenge)
        {
            try
            {
                var answer = exchange.Answer(challenge);
                wire.Log?.Client(answer.Length == 0 ? "" : "(hidden)");
                wire.Write(answer);
            }
            catch (SaslException exception)
            {
                throw wire.Fail(ConnectionFailures.Violation(wire.Server.ToString(), exception.Message), exception);
            }

            wire.Write("\r\n"u8);
            await wire.FlushAsync(cancellationToken);
        }

        return await session.CompleteAsync(tag, null, cancellationToken);
    }
}
