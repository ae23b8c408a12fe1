using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Trying;

/// <summary>Tries settings by really signing in before they are saved, and on request sends a test mail. Ways that somebody signs in by cannot be tried before that; their sign-in is the trial.</summary>
public sealed class SaveTrial(DraftCheck check, DraftReader reader, MailDoctor doctor, TestMail mail, TimeProvider time)
{
    /// <summary>What does not work; null when all does, or nothing can be tried yet, or the draft is wrong in itself (which saving then says).</summary>
    /// <param name="draft">What was filled in.</param>
    /// <param name="present">What is stored; null for a new one.</param>
    /// <param name="testMailTo">Address for a test mail; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TrialFailure?> TryAsync(SystemEmailDraft draft, SystemEmail? present, string? testMailTo, CancellationToken cancellation)
    {
        if (check.Check(draft, present).Count > 0)
        {
            return null;
        }

        var email = reader.Read(draft, present, time.GetUtcNow());
        if (email.SomebodySignsIn)
        {
            return null;
        }

        var report = await doctor.ExamineAsync(email, Occasion.Draft, cancellation);
        if (report is { Outcome: DoctorOutcome.Failed, Cause: { } cause })
        {
            return new TrialFailure(cause.Code ?? cause.Name, cause.Saw, cause.Remedy, cause.Answer, SettingToReview.Of(cause, email));
        }

        return testMailTo is { Length: > 0 } && email.Sending is not null ? await mail.SendAsync(email, testMailTo, cancellation) : null;
    }
}
