using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;

namespace HelpdeskMail.OAuth.Forecast;

/// <summary>What of a link ends by itself, and when.</summary>
internal static class LinkForecast
{
    /// <summary>Microsoft, «Refresh tokens in the Microsoft identity platform»: 90 days without use; each use begins them anew.</summary>
    private static readonly TimeSpan MicrosoftIdle = TimeSpan.FromDays(90);

    private const string SecretRemedy =
        "In Entra, «Certificates & secrets», make a new client secret before that day and paste its value into the settings with its end. Both are good side by side, and nobody has to sign in again.";

    private const string CertificateRemedy = "Add a new certificate to the app registration before that day and give it here; the old one stays good until its end.";

    /// <summary>What ends, soonest first. Nothing is said of what is not known.</summary>
    public static IReadOnlyList<LinkEnd> Of(SystemEmail email, TokenRow? token)
    {
        var ends = new List<LinkEnd>();
        if (SignIn(email, token) is { } signIn)
        {
            ends.Add(signIn);
        }

        if (email.Application is { Proof: ClientProof.Secret, SecretExpiresAt: { } secret })
        {
            ends.Add(new LinkEnd(AlertKind.SecretEnds, secret, Words("client secret", secret), SecretRemedy));
        }

        if (email.Application is { Proof: ClientProof.Certificate, Certificate.Facts.ExpiresAt: var certificate })
        {
            ends.Add(new LinkEnd(AlertKind.CertificateEnds, certificate, Words("certificate", certificate), CertificateRemedy));
        }

        return [.. ends.OrderBy(end => end.EndsAt)];
    }

    private static string Words(string what, DateTimeOffset end) => $"The application's {what} ends on {end.UtcDateTime:yyyy-MM-dd}; then no token is given any more, and nothing is fetched or sent.";

    private static LinkEnd? SignIn(SystemEmail email, TokenRow? token)
    {
        if (!email.SomebodySignsIn || token is not { Cache: not null } || (token.IssuedAt ?? token.LinkedAt) is not { } used)
        {
            return null;
        }

        if (email.Provider is not (MailProvider.Microsoft365 or MailProvider.Sandbox))
        {
            return ByProvider(email, token);
        }

        var end = used + MicrosoftIdle;
        return new LinkEnd(
            AlertKind.SignInEnds,
            end,
            $"The sign-in ends on {end.UtcDateTime:yyyy-MM-dd} unless it is used before: Microsoft forgets one after 90 days without use.",
            email.Paused
                ? "While the system email is paused it is not used. Start it again before that day, or have somebody sign in again afterwards."
                : "Nothing has to be done: it is used about every hour, and each use begins the 90 days anew. If its day comes near, refreshing fails: see the tab «Token».");
    }

    /// <summary>Other providers say when. Whether using it puts that off is known only once it was used.</summary>
    private static LinkEnd? ByProvider(SystemEmail email, TokenRow token) => token is not { SignInEndsAt: { } end, LastRefreshAt: not null } ? null : new LinkEnd(
        AlertKind.SignInEnds,
        end,
        $"The sign-in ends on {end.UtcDateTime:yyyy-MM-dd}: the provider said so, and using it does not put that off.",
        email.Provider == MailProvider.Google
            ? "Publish the application in the Google Cloud console, «Google Auth Platform», «Audience» (while it is in «Testing» every sign-in ends after seven days), then link again."
            : "Have somebody link again before that day.");
}
