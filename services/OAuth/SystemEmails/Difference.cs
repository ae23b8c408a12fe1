using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Names the fields an admin has changed, for the audit trail; of secrets only that there is a new one.</summary>
internal static class Difference
{
    public static string Describe(SystemEmail before, SystemEmail after, SystemEmailDraft draft)
    {
        string?[] changed =
        [
            Named("address", before.Address, after.Address),
            Named("name", before.Name, after.Name),
            Named("provider", before.Provider, after.Provider),
            Named("signIn", before.SignIn, after.SignIn),
            Named("sharedMailbox", before.SharedMailbox, after.SharedMailbox),
            Named("application.clientId", before.Application?.ClientId, after.Application?.ClientId),
            string.IsNullOrEmpty(draft.Application?.ClientSecret) ? null : "application.clientSecret: replaced",
            Named("application.tenant", before.Application?.Tenant, after.Application?.Tenant),
            Named("application.authorizeEndpoint", before.Application?.AuthorizeEndpoint, after.Application?.AuthorizeEndpoint),
            Named("application.tokenEndpoint", before.Application?.TokenEndpoint, after.Application?.TokenEndpoint),
            Named("application.scopes", Join(before), Join(after)),
            string.IsNullOrEmpty(draft.Password) ? null : "password: replaced",
            Named("receiving", before.Receiving, after.Receiving, shown: false),
            Named("sending", before.Sending, after.Sending, shown: false),
        ];
        var text = string.Join("; ", changed.OfType<string>());
        return text.Length == 0 ? "saved without a change" : text;
    }

    private static string? Named<T>(string field, T before, T after, bool shown = true) =>
        EqualityComparer<T>.Default.Equals(before, after) ? null : shown ? $"{field}: {before} -> {after}" : $"{field}: changed";

    private static string Join(SystemEmail email) => string.Join(' ', email.Application?.Scopes ?? []);
}
