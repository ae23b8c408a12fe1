using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks a server of a draft and what it is shown.</summary>
internal static class ServerCheck
{
    public static void Check(SystemEmailDraft draft, ServerSettings? server, bool isGraph, string field, FieldProblems problems)
    {
        if (server is null)
        {
            problems.Add(field, "Fill in the server.");
            return;
        }

        CheckAddress(server, field, problems);
        if (isGraph && draft.Provider == MailProvider.Microsoft365 && Uri.CheckHostName(server.Host) != UriHostNameType.Unknown && !MicrosoftClouds.IsGraph(server.Host))
        {
            problems.Add($"{field}.host", "This is not Microsoft Graph's host, and would be handed its tokens. Fill in graph.microsoft.com, or the one of your national cloud.");
        }

        if (server.Port is < 1 or > 65535)
        {
            problems.Add($"{field}.port", "A port is a number from 1 to 65535: usually 993 for IMAP, 995 for POP3, 587 for SMTP and 443 for Graph.");
        }

        var expected = draft.SignIn == SignInWay.Password ? SignInMethod.Password : SignInMethod.AccessToken;
        if (server.SignIn != expected)
        {
            problems.Add($"{field}.signIn", draft.SignIn == SignInWay.Password
                ? "A system email that signs in by password shows the server a password. Choose «Password»."
                : "A system email that signs in by OAuth shows the server an access token. Choose «AccessToken».");
        }

        CheckUser(draft, server, field, problems);
        if (server.TrustedCertificate is { Length: > 0 } pem && !IsCertificate(pem))
        {
            problems.Add($"{field}.trustedCertificate", "This is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.");
        }
    }

    private static void CheckAddress(ServerSettings server, string field, FieldProblems problems)
    {
        var host = server.Host ?? "";
        if (PastedText.HidesSomething(host))
        {
            problems.Add($"{field}.host", PastedText.Hidden);
        }
        else if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            problems.Add($"{field}.host", "Fill in the server's name without https:// and without a port, for example outlook.office365.com.");
        }
        else if (server.Security == ConnectionSecurity.None && !TokenHostCheck.IsThisMachine(host))
        {
            problems.Add($"{field}.security", "Without TLS the token or password could be read on the way. Choose TLS or STARTTLS; none is for this machine's own addresses only.");
        }
    }

    private static void CheckUser(SystemEmailDraft draft, ServerSettings server, string field, FieldProblems problems)
    {
        if (server.UserName is not { } user)
        {
            return;
        }

        if (PastedText.HidesSomething(user))
        {
            problems.Add($"{field}.userName", PastedText.Hidden);
        }
        else if (user.Length > 320 || user.Any(char.IsControl))
        {
            problems.Add($"{field}.userName", "A login name has at most 320 characters and no line breaks. Leave it empty to take the mailbox's address.");
        }
        else if (user.Trim().TrimStart('/').Equals("me", StringComparison.OrdinalIgnoreCase) && TokenProfiles.IsMicrosoft(draft.Provider))
        {
            problems.Add($"{field}.userName", draft.SignIn == SignInWay.ClientCredentials
                ? "An application has no mailbox of its own, so there is no «me». Leave the field empty to take the mailbox's full address."
                : "«me» would be whoever signed in, and not always this mailbox. Leave the field empty to take the mailbox's full address.");
        }
    }

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
