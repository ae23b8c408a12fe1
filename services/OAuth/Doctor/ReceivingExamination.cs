using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>The reading side over IMAP or POP3: the way there, the mailbox, its folders, what may be done in them, how full it is. Folders are opened as Fetch opens them; no message is touched.</summary>
internal sealed class ReceivingExamination(SystemEmail email, Findings findings, TimeProvider time)
{
    private const int FoldersNamed = 25;
    private const double NearlyFull = 0.9;

    private static readonly string[] Steps =
        [StepKinds.NameResolved, StepKinds.Connected, StepKinds.Tls, StepKinds.SignedIn, StepKinds.MailboxOpened, StepKinds.FolderFound, StepKinds.Rights];

    private ReceivingSettings Settings => email.Receiving!;

    public async Task ExamineAsync(string? secret, CancellationToken cancellation)
    {
        if (Settings.Protocol == ReceivingProtocol.Pop3)
        {
            await Pop3Async(secret, cancellation);
        }
        else
        {
            await ImapAsync(secret, cancellation);
        }

        findings.NotReached(Steps, secret is null && !findings.Failed ? "Not tried: there is nothing to sign in with." : "Not tried, because something before it failed.");
    }

    private async Task Pop3Async(string? secret, CancellationToken cancellation)
    {
        await using var mailbox = await Server(MailLanguage.Pop3).ReachAsync<Pop3Mailbox>(
            secret is null ? null : (server, log) => Pop3Mailbox.ConnectAsync(server, Credential(secret), log, time, cancellation), cancellation);
        if (mailbox is not null && await OpenAsync(mailbox, "INBOX", cancellation) is { } state)
        {
            findings.Pass(StepKinds.MailboxOpened, "The mailbox is open.");
            findings.Pass(StepKinds.FolderFound, $"The inbox holds {state.Exists} messages; POP3 knows no other folder.");
            if (Settings.AfterStoring == AfterStoring.Move)
            {
                findings.Fail(StepKinds.Rights, "POP3 cannot move messages.", "Choose another «After storing», or IMAP.", code: "not_supported");
            }
            else
            {
                findings.Pass(StepKinds.Rights, Settings.AfterStoring == AfterStoring.Delete ? "With POP3 whoever opens the mailbox may delete." : "Nothing has to be changed in the mailbox.");
            }
        }
    }

    private async Task ImapAsync(string? secret, CancellationToken cancellation)
    {
        await using var mailbox = await Server(MailLanguage.Imap).ReachAsync<ImapMailbox>(
            secret is null ? null : (server, log) => ImapMailbox.ConnectAsync(server, Credential(secret), log: log, time: time, cancellationToken: cancellation), cancellation);
        if (mailbox is null)
        {
            return;
        }

        try
        {
            var states = new List<(FolderState State, string? Rights)>();
            foreach (var folder in (string[])[Settings.Folder, .. Settings.MoreFolders])
            {
                if (await OpenAsync(mailbox, folder, cancellation) is not { } state)
                {
                    return;
                }

                states.Add((state, await mailbox.RightsAsync(folder, cancellation)));
            }

            findings.Pass(StepKinds.MailboxOpened, "The mailbox is open.");
            findings.Pass(StepKinds.FolderFound, string.Join(" ", states.Select(one => $"{one.State.Name} is open; it holds {one.State.Exists} messages.")));
            await new RightsExamination(Settings, findings).JudgeAsync(mailbox, states, cancellation);
            if (await mailbox.QuotaAsync(Settings.Folder, cancellation) is { } quota)
            {
                JudgeQuota(quota);
            }

            await mailbox.CloseAsync(cancellation);
        }
        catch (MailFailureException exception)
        {
            var step = findings.Steps.Any(one => one.Name == StepKinds.FolderFound) ? StepKinds.Rights : StepKinds.MailboxOpened;
            findings.Fail(step, exception.Failure, ExchangeCommands.Mending(exception.Failure.Kind, email, MailDirection.Receiving));
        }
    }

    /// <summary>Opens a folder; null when it does not open, which the findings then explain.</summary>
    private async Task<FolderState?> OpenAsync(IMailbox mailbox, string folder, CancellationToken cancellation)
    {
        try
        {
            return await mailbox.OpenFolderAsync(folder, readOnly: false, cancellation);
        }
        catch (MailFailureException exception)
        {
            var failure = exception.Failure;
            var isFolder = failure.Kind is MailFailureKind.FolderMissing or MailFailureKind.Refused or MailFailureKind.NotSupported;
            if (!isFolder)
            {
                findings.Fail(StepKinds.MailboxOpened, failure, ExchangeCommands.Mending(failure.Kind, email, MailDirection.Receiving));
                return null;
            }

            findings.Pass(StepKinds.MailboxOpened, "The mailbox is open.");
            var names = exception.ConnectionLost ? "" : await NamesAsync(mailbox, cancellation);
            findings.Fail(
                StepKinds.FolderFound,
                $"The folder «{folder}» {(failure.Kind == MailFailureKind.FolderMissing ? "does not exist" : "does not open")}.{names}",
                "Take one of the mailbox's folders in the settings, letter for letter, or make the folder. Names are in the mailbox's language.",
                answer: failure.ServerAnswer,
                code: failure.Code);
            return null;
        }
    }

    private static async Task<string> NamesAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        try
        {
            var names = (await mailbox.ListFoldersAsync(cancellation)).Where(folder => folder.Selectable).Select(folder => folder.Name).ToList();
            return names.Count == 0 ? "" : $" The mailbox has: {string.Join(", ", names.Take(FoldersNamed))}{(names.Count > FoldersNamed ? $" and {names.Count - FoldersNamed} more" : "")}.";
        }
        catch (MailFailureException)
        {
            return "";
        }
    }

    private void JudgeQuota(MailboxQuota quota)
    {
        var saw = $"{quota.Used / (1024 * 1024)} of {quota.Limit / (1024 * 1024)} MB are used.";
        if (quota.Used >= quota.Limit)
        {
            findings.Fail(StepKinds.Quota, $"The mailbox is full: {saw}", "Make room in it, deleted and sent mail included, or let its administrator give it more.", code: "mailbox_full");
        }
        else if (quota.Used >= quota.Limit * NearlyFull)
        {
            findings.Warn(StepKinds.Quota, $"The mailbox is nearly full: {saw}", "Make room in it, deleted and sent mail included, or let its administrator give it more.", code: "mailbox_nearly_full");
        }
        else
        {
            findings.Pass(StepKinds.Quota, saw);
        }
    }

    private ServerExamination Server(MailLanguage language) => new(email, Settings.Server, language, findings, time);

    private MailCredential Credential(string secret) => MailOpening.Credential(email, Settings.Server, secret);
}
