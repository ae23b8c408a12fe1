using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Gets what the mail servers will be shown. A refusal that is remembered is not taken for granted: its cause may have been mended elsewhere.</summary>
public sealed class CredentialExamination(TokenKeeper keeper, SignInClients clients, HealthBook health, SecretSeal seal, TimeProvider time)
{
    /// <summary>The token or password; null when there is none, which the findings then explain.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="side">Which server it is for: one that is spoken to by Graph takes another token than one that is not.</param>
    /// <param name="occasion">Why: of a draft nothing is stored, so its token is asked for and not kept; by the hour nothing is tried that was refused for good.</param>
    /// <param name="findings">Take what was seen.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<string?> FindAsync(SystemEmail email, MailDirection side, Occasion occasion, Findings findings, CancellationToken cancellation)
    {
        if (email.SignIn == SignInWay.Password)
        {
            return occasion == Occasion.Hourly && await WasRefusedAsync(email, cancellation) is { } refused ? Remember(findings, refused) : Password(email, findings);
        }

        if (occasion != Occasion.Draft)
        {
            return await StoredAsync(email, Purpose(side), occasion, findings, cancellation);
        }

        if (email.SomebodySignsIn)
        {
            findings.NotReached([StepKinds.Credential], "Somebody signs in for this mailbox once it is saved; until then there is no token to try.");
            return null;
        }

        if (email.Application?.CanProve != true || TokenProfiles.For(email, Purpose(side)) is not { } profile)
        {
            findings.Fail(StepKinds.Credential, "No client secret was filled in.", "Fill in the value of a client secret of the application.", code: "secret_missing");
            return null;
        }

        return Take(await clients.AskAsync(email, profile, null, null, cancellation), findings);
    }

    private async Task<MailboxProblem?> WasRefusedAsync(SystemEmail email, CancellationToken cancellation)
    {
        var present = (await health.PresentAsync([email], cancellation))[email.Id];
        return new[] { present.Receiving?.Problem, present.Sending?.Problem }.FirstOrDefault(problem => problem is { Code: "password_refused" });
    }

    private static string? Remember(Findings findings, MailboxProblem refused)
    {
        findings.Fail(StepKinds.Credential, $"{refused.What} It is not tried by itself any more.", refused.Remedy, answer: refused.ServerAnswer, code: refused.Code);
        return null;
    }

    private string? Password(SystemEmail email, Findings findings)
    {
        if (email.Password is not { } stored)
        {
            findings.Fail(StepKinds.Credential, "No password is stored.", "Fill in the mailbox's password.", code: "password_missing");
            return null;
        }

        if (seal.TryOpenText(SealedUse.Password, email.Id, stored) is not { } password)
        {
            findings.Fail(StepKinds.Credential, UnreadableSecret.Explanation.What, UnreadableSecret.Explanation.Remedy, code: UnreadableSecret.Explanation.Code);
            return null;
        }

        findings.Pass(StepKinds.Credential, "A password is stored.");
        return password;
    }

    private async Task<string?> StoredAsync(SystemEmail email, CredentialPurpose purpose, Occasion occasion, Findings findings, CancellationToken cancellation)
    {
        var answer = await keeper.GetAsync(email, purpose, null, new TokenNeed.Use(), cancellation);
        if (answer is TokenAnswer.Refused && occasion == Occasion.Asked)
        {
            answer = await keeper.GetAsync(email, purpose, null, new TokenNeed.TryNow(), cancellation);
        }

        switch (answer)
        {
            case TokenAnswer.Ready ready:
                findings.Pass(StepKinds.Credential, $"There is an access token, good until {Moment.Write(ready.ExpiresAt)}.");
                return ready.AccessToken;
            case TokenAnswer.Refused { Problem: var problem }:
                Refuse(findings, problem);
                return null;
            default:
                findings.Fail(StepKinds.Credential, "Nobody has signed in for this mailbox yet, or the sign-in was forgotten.", "Link it: «Sign in and link» on its page.", code: "not_linked");
                return null;
        }
    }

    private static CredentialPurpose Purpose(MailDirection side) => side == MailDirection.Receiving ? CredentialPurpose.Receive : CredentialPurpose.Send;

    private string? Take(SignInAnswer answer, Findings findings)
    {
        if (answer is SignInAnswer.Granted granted)
        {
            findings.Pass(StepKinds.Credential, $"The identity provider gave an access token, good until {Moment.Write(granted.ExpiresAt)}.");
            return granted.AccessToken;
        }

        var refused = (SignInAnswer.Refused)answer;
        Refuse(findings, TokenKeeper.Problem(refused.Explanation, refused.ProviderAnswer, refused.RetryAfter is { } pause ? time.GetUtcNow() + pause : null));
        return null;
    }

    private static void Refuse(Findings findings, MailboxProblem problem) =>
        findings.Fail(StepKinds.Credential, problem.What, problem.Remedy, answer: problem.ServerAnswer, code: problem.Code);
}
