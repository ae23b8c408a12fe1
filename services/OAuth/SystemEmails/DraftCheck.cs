using System.Net.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// Checks what an admin filled in, field by field, with sentences for that admin: what is wrong and what a right value looks like. Combinations that cannot work are said here, before
/// anything is saved.
/// </summary>
public sealed class DraftCheck(ProviderCatalogue providers, IdentityHosts hosts, OutboundGuard guard, TimeProvider time)
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
            problems.Add("signIn", WayLimits.WhyNot(preset, draft.SignIn));
        }

        CheckSecrets(draft, preset, present, problems);
        CheckLogin(draft, problems);

        if (draft.Receiving is null && draft.Sending is null)
        {
            problems.Add("receiving", "A system email reads, sends, or does both. Fill in one of the two at least.");
        }

        if (draft.Receiving is { } receiving)
        {
            ReceivingCheck.Check(draft, receiving, time.GetUtcNow(), problems);
        }

        if (draft.Sending is { } sending)
        {
            SendingCheck.Check(draft, sending, problems);
        }

        TokenHostCheck.Check(draft, present, problems);
        return problems.ByField;
    }

    private static void CheckLogin(SystemEmailDraft draft, FieldProblems problems)
    {
        if (draft.SharedMailbox && draft.SignIn is SignInWay.ClientCredentials or SignInWay.Password)
        {
            problems.Add("sharedMailbox", "Only an account that signs in can differ from the mailbox, and here none does: the application opens the mailbox by its own right. Switch this off.");
        }

        if (draft.Login is not { Length: > 0 } login)
        {
            return;
        }

        if (PastedText.HidesSomething(login))
        {
            problems.Add("login", PastedText.Hidden);
        }
        else if (login.Length > LongestAddress || login.Any(char.IsControl) || login.Trim() != login)
        {
            problems.Add("login", "A login is an account's name, usually its address, without spaces around it.");
        }
        else if (draft.SignIn is SignInWay.ClientCredentials or SignInWay.Password)
        {
            problems.Add("login", "Nobody signs in here; a login name for a server is filled in beside that server. Leave it out.");
        }
        else if (!draft.SharedMailbox && !login.Equals(draft.Address, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add("login", "Another account than the mailbox signs in. Tick «shared mailbox», so that its right to the mailbox is checked, or leave the login empty.");
        }
    }

    private static void CheckAddress(string address, FieldProblems problems)
    {
        if (address.Length == 0)
        {
            problems.Add("address", "Fill in the mailbox's address, for example support@contoso.com.");
        }
        else if (PastedText.HidesSomething(address))
        {
            problems.Add("address", PastedText.Hidden);
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

            CheckPassword(draft, present, "Fill in the mailbox's password.", problems);
            return;
        }

        if (draft.SignIn == SignInWay.PasswordGrant)
        {
            CheckPassword(draft, present, "Fill in the password of the account that signs in.", problems);
        }
        else if (!string.IsNullOrEmpty(draft.Password))
        {
            problems.Add("password", "A password is used only with the sign-in ways «password» and «login and password». Leave it out.");
        }

        ApplicationCheck.Check(draft, preset, present, hosts, guard, time.GetUtcNow(), problems);
    }

    private static void CheckPassword(SystemEmailDraft draft, SystemEmail? present, string missing, FieldProblems problems)
    {
        if (string.IsNullOrEmpty(draft.Password))
        {
            if (present?.Password is null || present.SignIn != draft.SignIn)
            {
                problems.Add("password", missing);
            }
            else if (draft.SignIn == SignInWay.Password && Hosts(draft.Receiving, draft.Sending).Except(Hosts(present.Receiving, present.Sending), StringComparer.OrdinalIgnoreCase).Any())
            {
                // Passwords are write-only: changing where one is sent must not be a way to read it.
                problems.Add("password", "The server is another one now, and the stored password is not shown to it. Fill in the password again.");
            }
        }
        else if (draft.SignIn == SignInWay.PasswordGrant && TokenProfiles.IsMicrosoft(draft.Provider) && draft.Password.Trim() != draft.Password)
        {
            problems.Add("password", "Microsoft does not take a password that begins or ends with a space this way. Change it, or choose another way of signing in.");
        }
    }

    private static IEnumerable<string> Hosts(ReceivingSettings? receiving, SendingSettings? sending) =>
        new[] { receiving?.Server?.Host, sending?.Server?.Host, sending?.Fallback?.Server?.Host }.OfType<string>();
}
