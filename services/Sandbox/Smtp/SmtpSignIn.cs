using System.Text;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>AUTH with XOAUTH2, OAUTHBEARER, PLAIN or LOGIN, with or without an initial response (RFC 4954).</summary>
internal sealed class SmtpSignIn(MailSignIn signIn, MailConnection connection, bool offersBearer)
{
    private const int LongestResponse = 64 * 1024;

    /// <summary>The outcome; null where the client cancelled, sent what cannot be read, or named a mechanism that is not offered.</summary>
    public async Task<MailSignInResult?> RunAsync(string arguments, CancellationToken cancellation)
    {
        var words = arguments.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var initial = words.Length > 1 ? words[1] : null;
        return words.FirstOrDefault()?.ToUpperInvariant() switch
        {
            "XOAUTH2" => await TokenAsync(SaslMessage.ReadXOAuth2(initial ?? await AskAsync("", cancellation)), cancellation),
            "OAUTHBEARER" when offersBearer => await TokenAsync(SaslMessage.ReadOAuthBearer(initial ?? await AskAsync("", cancellation)), cancellation),
            "PLAIN" => SaslMessage.ReadPlain(initial ?? await AskAsync("", cancellation)) is { } plain
                ? await signIn.WithPasswordAsync(MailProtocol.Smtp, plain.User, plain.Password, cancellation)
                : null,
            "LOGIN" => await LoginAsync(initial, cancellation),
            _ => null,
        };
    }

    private async Task<MailSignInResult?> TokenAsync((string User, string Token)? bearer, CancellationToken cancellation)
    {
        var result = bearer is var (user, token) ? await signIn.WithTokenAsync(MailProtocol.Smtp, user, token, cancellation) : null;
        if (result is MailSignInResult.Refused { Challenge: { } challenge })
        {
            await AskAsync(challenge, cancellation);
        }

        return result;
    }

    private async Task<MailSignInResult?> LoginAsync(string? initial, CancellationToken cancellation)
    {
        if (SaslMessage.Decode(initial ?? await AskAsync("VXNlcm5hbWU6", cancellation)) is not { Length: > 0 } user)
        {
            return null;
        }

        var password = SaslMessage.Decode(await AskAsync("UGFzc3dvcmQ6", cancellation));
        return password is not null ? await signIn.WithPasswordAsync(MailProtocol.Smtp, user, password, cancellation) : null;
    }

    private async Task<string> AskAsync(string challenge, CancellationToken cancellation)
    {
        await connection.SendLineAsync($"334 {challenge}", cancellation);
        var line = await connection.ReadLineAsync(LongestResponse, cancellation);
        connection.Log.Client("********");
        return line is null ? "*" : Encoding.ASCII.GetString(line);
    }
}
