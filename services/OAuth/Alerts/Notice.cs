using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>What receivers are told on one occasion.</summary>
/// <param name="Subject">In a line.</param>
/// <param name="Body">For people.</param>
/// <param name="Facts">For programs.</param>
internal sealed record Notice(string Subject, string Body, NoticeFacts Facts)
{
    /// <summary>Something has begun, goes on, or comes nearer.</summary>
    public static Notice Of(AlertRow alert, string occasion, DateTimeOffset now, string page)
    {
        var problem = alert.ReadProblem();
        var broken = alert.ReadKind() == AlertKind.LinkBroken;
        var again = broken && occasion != "begun";
        var lines = new List<string>
        {
            problem.What,
            "",
            $"What to do: {problem.Remedy}",
            "",
            broken ? $"Since: {Write(alert.BeganAt)}{(again ? $" (told again: {occasion})" : "")}. Mail for {alert.Address} waits in its mailbox and answers wait here; both go on by themselves once it is mended."
                : $"Ends: {Write(alert.EndsAt!.Value)}.",
        };
        if (problem.ServerAnswer is { } answer)
        {
            lines.AddRange(["", $"The server's words: {answer}"]);
        }

        lines.AddRange(["", $"The page of this system email, with an examination step by step: {page}", $"Code: {problem.Code}"]);
        var subject = broken ? $"{alert.Address} {(again ? "still " : "")}needs attention: {Headline(problem)}" : $"{alert.Address}: {Headline(problem)}";
        return new(subject, string.Join('\n', lines), new NoticeFacts(broken ? "needs_attention" : problem.Code, now, alert.SystemEmailId, alert.Address, occasion, problem.Code, problem.What, problem.Remedy, alert.BeganAt, alert.EndsAt, page));
    }

    /// <summary>It is over.</summary>
    public static Notice Recovered(AlertRow alert, DateTimeOffset now, string page)
    {
        var broken = alert.ReadKind() == AlertKind.LinkBroken;
        var what = broken ? "It works again." : "What was about to end has been renewed, or is not used any more.";
        return new(
            broken ? $"{alert.Address} works again" : $"{alert.Address}: renewed",
            $"{what}\n\nIt began on {Write(alert.BeganAt)} with: {alert.ReadProblem().What}\n\nNothing has to be done; what has waited is being fetched and sent.\n\nThe page of this system email: {page}",
            new NoticeFacts("recovered", now, alert.SystemEmailId, alert.Address, "recovered", alert.ReadProblem().Code, what, "Nothing has to be done.", alert.BeganAt, null, page));
    }

    /// <summary>An admin wants to see whether it arrives.</summary>
    public static Notice Test(string admin, DateTimeOffset now, string page) => new(
        "Test of the alerts",
        $"{admin} wanted to see whether alerts arrive here. This one did.\n\nThe settings of the alerts: {page}",
        new NoticeFacts("test", now, null, null, "test", null, "A test.", "Nothing has to be done.", null, null, page));

    /// <summary>The first sentence: a list of mails shows no more.</summary>
    private static string Headline(MailboxProblem problem) => problem.What.Split(". ")[0].TrimEnd('.') + ".";

    private static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
