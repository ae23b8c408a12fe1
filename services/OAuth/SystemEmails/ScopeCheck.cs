using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks scopes that an admin has typed against what the chosen protocols need.</summary>
internal static class ScopeCheck
{
    private const string Field = "application.scopes";
    private static readonly string[] MailProtocolPermissions = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"];

    public static void Check(SystemEmailDraft draft, IReadOnlyList<string> scopes, FieldProblems problems)
    {
        if (scopes.Count == 0)
        {
            return;
        }

        if (scopes.Any(scope => string.IsNullOrWhiteSpace(scope) || scope.Any(letter => letter is <= ' ' or > '~' or '"' or '\\')))
        {
            problems.Add(Field, "Write one scope a line, without spaces in it.");
            return;
        }

        var named = scopes.Where(scope => !TokenProfiles.OpenId.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToList();
        if (draft.Provider == MailProvider.Google)
        {
            CheckGoogle(scopes, problems);
        }
        else if (TokenProfiles.IsMicrosoft(draft.Provider))
        {
            CheckMicrosoft(draft, scopes, named, problems);
        }
    }

    private static void CheckGoogle(IReadOnlyList<string> scopes, FieldProblems problems)
    {
        if (!scopes.Contains("https://mail.google.com/", StringComparer.Ordinal))
        {
            problems.Add(Field, "IMAP, POP3 and SMTP of Google want the scope https://mail.google.com/. Leave the field empty to take it.");
        }

        if (scopes.Contains("offline_access", StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(Field, "Google refuses offline_access; access_type=offline, which is sent by itself, stands in its place.");
        }
    }

    private static void CheckMicrosoft(SystemEmailDraft draft, IReadOnlyList<string> scopes, List<string> named, FieldProblems problems)
    {
        if (named.Count == 0)
        {
            problems.Add(Field, "None of these scopes lets mail be read or sent. Leave the field empty to take the ones that follow from the protocols.");
        }

        var addressed = new List<(string Text, Uri Address)>();
        foreach (var scope in named)
        {
            if (scope.Contains("://", StringComparison.Ordinal) && WebAddress.TryRead(scope, out var address))
            {
                addressed.Add((scope, address));
            }
            else
            {
                problems.Add(Field, WithoutAddress(scope));
            }
        }

        var needed = TokenProfiles.Of(draft.Provider, draft.SignIn, draft.SharedMailbox, [], draft.Receiving, draft.Sending).Select(profile => profile.Resource).ToList();
        foreach (var group in addressed.GroupBy(scope => TokenProfiles.ResourceOf(draft.Provider, scope.Address)!, StringComparer.Ordinal))
        {
            CheckService(draft.SignIn, group.Key, [.. group], needed, problems);
        }

        if (draft.SignIn == SignInWay.ClientCredentials && (scopes.Count != addressed.Count || addressed.Exists(scope => !IsDefault(scope.Text))))
        {
            problems.Add(Field, "An application that signs in by itself asks for exactly one scope a service: https://outlook.office365.com/.default, for Graph https://graph.microsoft.com/.default.");
        }
    }

    private static string WithoutAddress(string scope) =>
        scope.Contains("://", StringComparison.Ordinal) ? $"«{scope}» is no address. Write it as the provider's documentation has it, for example https://outlook.office.com/SMTP.Send."
        : MailProtocolPermissions.Contains(scope, StringComparer.OrdinalIgnoreCase) ? $"«{scope}» without an address before it means Microsoft Graph, whose tokens IMAP, POP3 and SMTP refuse. Write https://outlook.office.com/{scope}."
        : $"Write the service before it: https://graph.microsoft.com/{scope}.";

    private static void CheckService(SignInWay way, string resource, IReadOnlyList<(string Text, Uri Address)> scopes, IReadOnlyList<string> needed, FieldProblems problems)
    {
        if (resource == TokenProfile.Graph && scopes.FirstOrDefault(scope => MailProtocolPermissions.Any(name => scope.Text.EndsWith("/" + name, StringComparison.OrdinalIgnoreCase))).Text is { } mixed)
        {
            problems.Add(Field, $"«{mixed}» gives a token for Microsoft Graph, which IMAP, POP3 and SMTP refuse. Ask for it at https://outlook.office.com.");
        }
        else if (!needed.Contains(resource, StringComparer.Ordinal))
        {
            problems.Add(Field, resource == TokenProfile.Graph
                ? "No protocol that is chosen here uses Microsoft Graph; IMAP, POP3 and SMTP refuse its tokens. Ask for scopes of https://outlook.office.com."
                : "Only Microsoft Graph is chosen here, which refuses tokens of Exchange Online. Ask for scopes of https://graph.microsoft.com.");
        }

        if (scopes.Select(scope => scope.Address.IdnHost).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            problems.Add(Field, "Some of the scopes belong to different services; one access token is for one service only.");
        }

        if (scopes.Count > 1 && scopes.Any(scope => IsDefault(scope.Text)) && way != SignInWay.ClientCredentials)
        {
            problems.Add(Field, "«/.default» stands for every permission granted and cannot be mixed with named scopes.");
        }
    }

    private static bool IsDefault(string scope) => scope.EndsWith("/.default", StringComparison.Ordinal);
}
