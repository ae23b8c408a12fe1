using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>What the banner says of an attempt that ended well, or has not ended.</summary>
internal static class LinkWords
{
    public static LinkOutcome Linked(
        SystemEmail email, AccountVerdict.Accepted verdict, ProofResult? proven, IReadOnlyList<string> granted, IReadOnlyList<SignInAnswer.Refused> refused)
    {
        if (refused is [var first, ..])
        {
            return new(
                LinkAttemptState.Succeeded, "linked_partly", $"{email.Address} is linked as {verdict.Account}, but one of the two services it uses gave no token. {first.Explanation.What}",
                first.Explanation.Why, first.Explanation.Remedy, verdict.Account, first.ProviderAnswer);
        }

        var missing = TokenProfiles.Of(email)
            .SelectMany(profile => profile.Scopes)
            .Select(Permission)
            .Where(needed => needed != ".default" && !granted.Any(scope => Permission(scope).Equals(needed, StringComparison.OrdinalIgnoreCase)))
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
            ? proven is ProofResult.Opened opened
                ? new(
                    LinkAttemptState.Succeeded, "linked_as_delegate", $"{email.Address} is linked; {verdict.Account} signed in for it and has opened it: {opened.Seen} {works}", null,
                    email.Sending is null ? "«Test both directions» proves it again at any time." : $"For replies {verdict.Account} also needs «Send as» on {email.Address}. «Test both directions» proves it.", verdict.Account)
                : new(
                    LinkAttemptState.Succeeded, "linked_unproven", $"{email.Address} is linked; {verdict.Account} signed in for it. Whether it may open the mailbox could not be tried.",
                    (proven as ProofResult.Unknown)?.Reason,
                    $"{verdict.Account} needs «Read and manage (Full Access)» and «Send as» on {email.Address}. «Test both directions» shows whether it has them.", verdict.Account)
            : new(LinkAttemptState.Succeeded, "linked", $"{email.Address} is linked. {works}", null, "«Test both directions» proves it.", verdict.Account);
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

        if (row.UsedAt is not null)
        {
            return now < row.ExpiresAt
                ? view with { What = "The sign-in has come back and is being taken over.", Remedy = "This takes a moment. If it does not end, link again." }
                : Expired(view, row, "The sign-in came back, but taking it over was cut off, so nothing was linked.", "The service was probably stopped or restarted in that moment.", "Link again.");
        }

        if (row.UserCode is { } code)
        {
            return now < row.ExpiresAt
                ? view with
                {
                    What = "Waiting for the code to be entered.",
                    Why = "Errors that the provider shows on its own page never come back here. One that asks for an administrator's approval goes away when one has opened the admin consent page.",
                    Remedy = $"Open {row.DeviceAddress}, enter {code} and sign in as the mailbox. This page goes on by itself.",
                    Device = new DevicePrompt(code, row.DeviceAddress!, row.ExpiresAt),
                }
                : Expired(view, row, "The code was not entered in time, so nothing was linked.", null, "Start again and enter the new code within the time shown.");
        }

        var stuck = row.OpenedAt is null
            ? "The browser never came to the sign-in."
            : $"Errors that the provider shows on its own page never come back here. What to look for there: AADSTS50011 (register {callback} under the platform «Web», letter for letter), AADSTS700016 or AADSTS90002 "
                + "(client id or tenant is wrong), AADSTS50194 (fill in the tenant's id), «Need admin approval» or AADSTS90094 (let an administrator open the admin consent page).";
        return now < row.ExpiresAt
            ? view with { What = "Waiting for the sign-in in the browser.", Why = stuck, Remedy = "Finish the sign-in, or mend what the provider's page names and start again." }
            : Expired(view, row, "The sign-in was not finished within ten minutes, so nothing was linked.", stuck, "Mend what the provider's page named, if it named something, and link again.");
    }

    private static LinkAttempt Expired(LinkAttempt view, LinkAttemptRow row, string what, string? why, string remedy) =>
        view with { State = LinkAttemptState.Expired, Code = "link_expired", What = what, Why = why, Remedy = remedy, EndedAt = row.ExpiresAt };

    /// <summary>The permission a scope names, whichever of its names the service went by.</summary>
    private static string Permission(string scope) => scope[(scope.TrimEnd('/').LastIndexOf('/') + 1)..];
}
