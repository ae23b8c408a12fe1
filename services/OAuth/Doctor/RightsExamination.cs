using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Whether what is to happen to stored messages may happen (RFC 4314 rights; READ-ONLY and PERMANENTFLAGS of RFC 9051 section 7.1 where the server tells no rights).</summary>
internal sealed class RightsExamination(ReceivingSettings settings, Findings findings)
{
    private const string Remedy = "Give the account that signs in full access to the mailbox, or choose another «After storing» that needs no more than it has.";

    public async Task JudgeAsync(ImapMailbox mailbox, IReadOnlyList<(FolderState State, string? Rights)> folders, CancellationToken cancellation)
    {
        if (settings.AfterStoring == AfterStoring.Keep)
        {
            findings.Pass(StepKinds.Rights, "Nothing has to be changed in the mailbox.");
            return;
        }

        foreach (var (state, rights) in folders)
        {
            if (Missing(state, rights) is { } missing)
            {
                findings.Fail(StepKinds.Rights, $"In {state.Name} {missing}.", Remedy, code: "folder_read_only");
                return;
            }
        }

        if (settings is not { AfterStoring: AfterStoring.Move, MoveToFolder: { } target } || await TargetAsync(mailbox, target, cancellation))
        {
            var told = folders[0].Rights is { } letters ? $" The server names the rights {letters}." : "";
            findings.Pass(StepKinds.Rights, $"Messages may be {Doing()}.{told}");
        }
    }

    private string? Missing(FolderState state, string? rights)
    {
        if (state.ReadOnly)
        {
            return $"nothing may be changed: it opens for reading only, so messages cannot be {Doing()}";
        }

        var mark = settings.AfterStoring == AfterStoring.MarkRead ? "\\Seen" : "\\Deleted";
        if (state.PermanentMarks is { } marks && !marks.Contains(mark, StringComparer.OrdinalIgnoreCase))
        {
            return $"the mark {mark} does not stay (PERMANENTFLAGS {string.Join(' ', marks)}), so messages cannot be {Doing()}";
        }

        // «d» and «c» are the rights of RFC 2086, which old servers still name.
        return rights is null ? null : settings.AfterStoring switch
        {
            AfterStoring.MarkRead when !rights.Contains('s', StringComparison.Ordinal) => $"the right to mark messages read (s) is missing; there are {rights}",
            AfterStoring.Move or AfterStoring.Delete when !rights.Contains('d', StringComparison.Ordinal) && !(rights.Contains('t', StringComparison.Ordinal) && rights.Contains('e', StringComparison.Ordinal)) =>
                $"the right to delete messages (t and e) is missing, which moving needs too; there are {rights}",
            _ => null,
        };
    }

    private async Task<bool> TargetAsync(ImapMailbox mailbox, string target, CancellationToken cancellation)
    {
        FolderState state;
        try
        {
            state = await mailbox.OpenFolderAsync(target, readOnly: false, cancellation);
        }
        catch (MailFailureException exception) when (exception is { ConnectionLost: false, Failure.Kind: MailFailureKind.FolderMissing })
        {
            findings.Pass(StepKinds.Rights, $"Messages may be moved away; the folder {target} does not exist yet and is made for the first one.");
            return false;
        }

        var rights = await mailbox.RightsAsync(target, cancellation);
        if (state.ReadOnly || rights?.Contains('i', StringComparison.Ordinal) == false)
        {
            findings.Fail(StepKinds.Rights, $"Messages may not be put into {target}{(rights is null ? ": it opens for reading only" : $"; the rights there are {rights}")}.", Remedy, code: "folder_read_only");
            return false;
        }

        return true;
    }

    private string Doing() => settings.AfterStoring switch
    {
        AfterStoring.MarkRead => "marked read",
        AfterStoring.Move => $"moved to {settings.MoveToFolder}",
        _ => "deleted",
    };
}
