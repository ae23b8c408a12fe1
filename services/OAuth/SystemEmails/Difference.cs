using System.Text.Json;
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
            Named("login", before.Login, after.Login),
            Named("application.clientId", before.Application?.ClientId, after.Application?.ClientId),
            string.IsNullOrEmpty(draft.Application?.ClientSecret) ? null : draft.Application.KeepOldSecret ? "application.clientSecret: replaced, the one before kept" : "application.clientSecret: replaced",
            Named("application.proof", before.Application?.Proof, after.Application?.Proof),
            Named("application.secretExpiresOn", before.Application?.SecretExpiresAt, after.Application?.SecretExpiresAt),
            Named("application.certificate", before.Application?.Certificate?.Facts.Thumbprint, after.Application?.Certificate?.Facts.Thumbprint),
            Named("application.details", Json(before.Application?.Details), Json(after.Application?.Details), shown: false),
            Named("application.tenant", before.Application?.Tenant, after.Application?.Tenant),
            Named("application.authorizeEndpoint", before.Application?.AuthorizeEndpoint, after.Application?.AuthorizeEndpoint),
            Named("application.tokenEndpoint", before.Application?.TokenEndpoint, after.Application?.TokenEndpoint),
            Named("application.scopes", Join(before), Join(after)),
            string.IsNullOrEmpty(draft.Password) ? null : "password: replaced",
            Named("receiving", Json(before.Receiving), Json(after.Receiving), shown: false),
            Named("sending", Json(before.Sending), Json(after.Sending), shown: false),
        ];
        var text = string.Join("; ", changed.OfType<string>());
        return text.Length == 0 ? "saved without a change" : text;
    }

    private static string? Named<T>(string field, T before, T after, bool shown = true) =>
        EqualityComparer<T>.Default.Equals(before, after) ? null : shown ? $"{field}: {before} -> {after}" : $"{field}: changed";

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    private static string Join(SystemEmail email) => string.Join(' ', email.Application?.Scopes ?? []);
}
