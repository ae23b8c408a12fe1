using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>What the banner says of an attempt that ended well, or has not ended.</summary>
internal static class LinkWords
{
    private const string ReadingScope = "IMAP.AccessAsUser.All";
    private const string SendingScope = "SMTP.Send";

    public static LinkOutcome Linked(SystemEmail email, AccountVerdict.Accepted verdict, IReadOnlyList<string> granted)
    {
        var missing = new[] { (ReadingScope, email.Receiving is not null), (SendingScope, email.Sending is not null) }
            .Where(needed => needed.Item2 && !granted.Any(scope => scope.EndsWith($"/{needed.Item1}", StringComparison.OrdinalIgnoreCase)))
            .Select(needed => needed.Item1)
            .ToList();
        if (granted.Count > 0 && missing.Count > 0)
        {
            return new(
                LinkAttemptState.Succeeded, "linked_partly",
                $"{email.Address} is linked as {verdict.Account}, but {string.Join(" and ", missing)} was not granted.",
                "The permission is missing in the application's registration, or was taken out of the scopes.",
                "Add the permission and the scope, let an administrator consent if Microsoft asks for it, then link again. Until then that side will be refused.",
                verdict.Account);
        }

        var works = (email.Receiving, email.Sending) switch
        {
            (not null, not null) => "Its mail is fetched from now on, and replies leave from it.",
            (not null, null) => "Its mail is fetched from now on.",
            _ => "Replies leave from it from now on.",
        };
        return verdict.IsDelegate
            ? new(
                LinkAttemptState.Succeeded, "linked_as_delegate", $"{email.Address} is linked; {verdict.Account} signed in for it. {works}", null,
                $"{verdict.Account} needs «Read and manage (Full Access)» and «Send as» on {email.Address}. «Test connection» shows whether it has them.", verdict.Account)
            : new(LinkAttemptState.Succeeded, "linked", $"{email.Address} is linked. {works}", null, "«Test connection» proves both directions.", verdict.Account);
    }

    public static LinkAttempt View(LinkAttemptRow row, DateTimeOffset now, string callback)
    {
        var view = new LinkAttempt(
            row.Id, row.SystemEmailId, row.Mailbox, Enum.Parse<LinkAttemptState>(row.Outcome), row.Account, row.Code, row.What ?? "", row.Why, row.Remedy, row.ProviderAnswer,
            row.StartedAt, row.EndedAt);
        if (row.EndedAt is not null)
        {
            return view;
        }

        var stuck = $"Errors that the provider shows on its own page never come back here. The usual one says that the redirect URI does not match (AADSTS50011): register {callback} under the platform «Web».";
        return now < row.ExpiresAt
            ? view with { What = "Waiting for the sign-in in the browser.", Why = stuck, Remedy = "Finish the sign-in, or mend what the provider's page names and start again." }
            : view with
            {
                State = LinkAttemptState.Expired,
                Code = "link_expired",
                What = "The sign-in was not finished within ten minutes, so nothing was linked.",
                Why = stuck,
                Remedy = "Mend what the provider's page named, if it named something, and link again.",
                EndedAt = row.ExpiresAt,
            };
    }
}
