using System.Net.Mail;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// Checks what an admin filled in, field by field, with sentences for that admin: what is wrong and what a right value looks like. Combinations that cannot work are said here, before
/// anything is saved.
/// </summary>
public sealed class DraftCheck(ProviderCatalogue providers, IdentityHosts hosts)
{
    private const int LongestAddress = 254;
    private const int LongestName = 200;

    /// <summary>Problems by field path; empty when all is well.</summary>
    /// <param name="draft">What was filled in.</param>
    /// <param name="present">What is stored, when it is being changed; its secrets need not be given again.</param>
    public IDictionary<string, string[]> Check(SystemEmailDraft draft, SystemEmail? present)
    {
        var problems = new FieldProblems();
        CheckAddress(draft.Address ?? "", problems);
        CheckName(draft.Name ?? "", problems);
        var preset = providers.Find(draft.Provider);
        if (preset is null)
        {
            problems.Add("provider", "This provider is not on offer here. Choose one of the list.");
            return problems.ByField;
        }

        if (!preset.SignInWays.Contains(draft.SignIn))
        {
            problems.Add("signIn", $"{preset.Title} cannot be signed in to this way. Choose one of: {string.Join(", ", preset.SignInWays)}.");
        }

        CheckSecrets(draft, preset, present, problems);
        if (draft.SharedMailbox && draft.SignIn != SignInWay.AuthorizationCode)
        {
            problems.Add("sharedMailbox", "Only a sign-in in the browser has an account that can differ from the mailbox. Switch this off.");
        }

        if (draft.Receiving is null && draft.Sending is null)
        {
            problems.Add("receiving", "A system email reads, sends, or does both. Fill in one of the two at least.");
        }

        ServerCheck.Check(draft, problems);
        return problems.ByField;
    }

    private static void CheckAddress(string address, FieldProblems problems)
    {
        if (address.Length == 0)
        {
            problems.Add("address", "Fill in the mailbox's address, for example support@contoso.com.");
        }
        else if (address.Length > LongestAddress || !MailAddress.TryCreate(address, out var parsed) || parsed.Address != address || parsed.DisplayName.Length > 0
            || address.Any(char.IsWhiteSpace) || address.Any(char.IsControl) || !parsed.Host.Contains('.', StringComparison.Ordinal))
        {
            problems.Add("address", "This is no mail address. Write the bare address, for example support@contoso.com.");
        }
    }

    private static void CheckName(string name, FieldProblems problems)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            problems.Add("name", "Fill in the name recipients see, for example Contoso Support.");
        }
        else if (name.Length > LongestName || name.Any(char.IsControl))
        {
            problems.Add("name", $"The name has at most {LongestName} characters and no line breaks.");
        }
    }

    private void CheckSecrets(SystemEmailDraft draft, ProviderPreset preset, SystemEmail? present, FieldProblems problems)
    {
        if (draft.SignIn == SignInWay.Password)
        {
            if (draft.Application is not null)
            {
                problems.Add("application", "A sign-in by password has no OAuth application. Leave it out.");
            }

            if (string.IsNullOrEmpty(draft.Password) && present?.Password is null)
            {
                problems.Add("password", "Fill in the mailbox's password.");
            }

            return;
        }

        if (!string.IsNullOrEmpty(draft.Password))
        {
            problems.Add("password", "A password is used only with the sign-in way «password». Leave it out.");
        }

        ApplicationCheck.Check(draft, preset, present, hosts, problems);
    }
}
