using System.Text;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Explaining;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// What follows from an attempt, recipient by recipient: a recipient that a server has accepted is never sent to again, one refused for good neither, and
/// the others are tried again until two days have passed.
/// </summary>
internal static class Conclusion
{
    /// <summary>RFC 6531 section 3.5: an address beyond ASCII cannot be handled.</summary>
    private const string AddressBeyondServer = "5.6.7";

    /// <summary>The recipients still to be sent to.</summary>
    public static IReadOnlyList<string> Pending(IReadOnlyList<string> all, IReadOnlyList<RecipientOutcome> known) =>
        [.. all.Except(known.Where(IsSettled).Select(outcome => outcome.Address), StringComparer.OrdinalIgnoreCase)];

    /// <summary>Those that are out of reach because their addresses need SMTPUTF8, which the server does not offer.</summary>
    public static IEnumerable<string> BeyondServer(IReadOnlyList<RecipientOutcome> known) =>
        known.Where(outcome => outcome.EnhancedCode == AddressBeyondServer && NeedsSmtpUtf8(outcome.Address)).Select(outcome => outcome.Address);

    /// <summary>Draws the conclusion.</summary>
    /// <param name="claim">The attempt.</param>
    /// <param name="all">Every recipient of the reply.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">From 0 to 1, spreads the pause.</param>
    /// <param name="seeToCopy">Whether its copy in the Sent folder is to be seen to once it is sent.</param>
    public static AttemptOutcome Of(Claim claim, IReadOnlyList<string> all, SubmissionResult result, DateTimeOffset now, double random, bool seeToCopy)
    {
        switch (result)
        {
            case SubmissionResult.Unknown unknown:
                // Whoever was put off earlier and was not this time is among those of whom nobody knows.
                return new AttemptOutcome(
                    ReplyState.Unknown,
                    Merge([.. claim.Recipients.Where(IsSettled)], Refusals(unknown.Recipients)),
                    $"The connection ended before the server said whether it took the reply. The Sent folder is searched for it. {unknown.Failure.What}",
                    unknown.Failure.ServerAnswer,
                    Pause: TimeSpan.FromSeconds(1));
            case SubmissionResult.Accepted accepted:
                return Settle(claim, all, Merge(claim.Recipients, accepted.Recipients.Select(OutcomeBesideOthers)), failure: null, accepted.Text, now, random, seeToCopy);
            case SubmissionResult.Refused refused when !IsTransient(refused.Failure):
                return Settle(claim, all, Merge(claim.Recipients, RefusedForGood(claim, all, refused)), refused.Failure, refused.Failure.ServerAnswer, now, random, seeToCopy);
            case SubmissionResult.Refused refused:
                return Settle(claim, all, Merge(claim.Recipients, Refusals(refused.Recipients)), refused.Failure, refused.Failure.ServerAnswer, now, random, seeToCopy);
            case SubmissionResult.NotSent notSent:
                return Settle(claim, all, Merge(claim.Recipients, Refusals(notSent.Recipients)), notSent.Failure, notSent.Failure.ServerAnswer, now, random, seeToCopy);
            default:
                throw new InvalidOperationException("Unknown result.");
        }
    }

    private static AttemptOutcome Settle(
        Claim claim, IReadOnlyList<string> all, IReadOnlyList<RecipientOutcome> outcomes, MailFailure? failure, string? answer, DateTimeOffset now, double random, bool seeToCopy)
    {
        var pending = Pending(all, outcomes);
        var anyAccepted = outcomes.Any(outcome => outcome.Accepted);
        var refused = AnswerInWords.ExplainAll(outcomes);
        if (pending.Count == 0)
        {
            return anyAccepted
                ? new AttemptOutcome(ReplyState.Sent, outcomes, refused.Length == 0 ? null : refused, answer, Pause: null, seeToCopy)
                : new AttemptOutcome(ReplyState.Failed, outcomes, failure is null or { Kind: MailFailureKind.RecipientsRefused or MailFailureKind.MailboxFull } ? refused : $"{failure.What} {failure.Remedy}", answer, Pause: null);
        }

        var reason = failure is null || (failure.Kind == MailFailureKind.RecipientsRefused && refused.Length > 0) ? refused : failure.What;
        if (claim.FirstAttemptAt is { } first && now - first > RetryPause.GiveUpAfter)
        {
            IReadOnlyList<RecipientOutcome> final = [.. outcomes, .. pending.Except(outcomes.Select(outcome => outcome.Address), StringComparer.OrdinalIgnoreCase).Select(address => new RecipientOutcome(address, Accepted: false, 0, null, reason))];
            var given = $"No server has taken it within two days, so it was given up. The last time: {reason}";
            return new AttemptOutcome(anyAccepted ? ReplyState.Sent : ReplyState.Failed, final, given, answer, Pause: null, anyAccepted && seeToCopy);
        }

        return new AttemptOutcome(ReplyState.Queued, outcomes, reason, answer, RetryPause.OfReply(claim.Attempts + 1, failure?.RetryAfter, random));
    }

    /// <summary>Words about a full mailbox stand for a recipient's here, and come with both classes of answers.</summary>
    private static bool IsTransient(MailFailure failure) =>
        failure.IsTransient || (failure.Kind == MailFailureKind.MailboxFull && failure.ServerAnswer?.StartsWith('4') is true);

    /// <summary>The message as a whole was refused for good: whoever was not refused by name shares that answer. Whoever was put off by name is asked for again.</summary>
    private static IEnumerable<RecipientOutcome> RefusedForGood(Claim claim, IReadOnlyList<string> all, SubmissionResult.Refused refused)
    {
        var named = Refusals(refused.Recipients).ToList();
        var open = Pending(all, claim.Recipients);
        if (refused.Failure.Kind == MailFailureKind.NotSupported && open.Where(NeedsSmtpUtf8).ToList() is { Count: > 0 } beyond && beyond.Count < open.Count)
        {
            // Without them the server takes it for the others.
            return [.. beyond.Select(address => new RecipientOutcome(address, Accepted: false, 553, AddressBeyondServer, refused.Failure.What))];
        }

        var others = open.Except(named.Select(outcome => outcome.Address), StringComparer.OrdinalIgnoreCase);
        return [.. named, .. others.Select(address => new RecipientOutcome(address, Accepted: false, 554, refused.Failure.Kind == MailFailureKind.MailboxFull ? "5.2.2" : null, refused.Failure.ServerAnswer ?? refused.Failure.What))];
    }

    /// <summary>Outside of an accepted message only refusals count: an «accepted» there means that it would have been.</summary>
    private static IEnumerable<RecipientOutcome> Refusals(IReadOnlyList<RecipientAnswer> answers) =>
        answers.Where(answer => answer is { Accepted: false, Code: not 0 }).Select(Outcome);

    private static RecipientOutcome Outcome(RecipientAnswer answer) => new(answer.Address, answer.Accepted, answer.Code, answer.EnhancedCode, answer.Text);

    /// <summary>A server that has taken as many recipients as it takes at once refuses the rest in words that sound final: they have their turn in a mail of their own (RFC 5321 section 4.5.3.1.10).</summary>
    private static RecipientOutcome OutcomeBesideOthers(RecipientAnswer answer)
    {
        var outcome = Outcome(answer);
        var tooMany = outcome is { Accepted: false, Code: >= 500 } && (outcome.EnhancedCode == "5.5.3" || outcome.Answer.Contains("too many recipients", StringComparison.OrdinalIgnoreCase));
        return tooMany ? outcome with { Code = 452, EnhancedCode = "4.5.3" } : outcome;
    }

    private static List<RecipientOutcome> Merge(IReadOnlyList<RecipientOutcome> known, IEnumerable<RecipientOutcome> news)
    {
        var merged = known.ToDictionary(outcome => outcome.Address, StringComparer.OrdinalIgnoreCase);
        foreach (var outcome in news.Where(outcome => !merged.TryGetValue(outcome.Address, out var before) || !before.Accepted))
        {
            merged[outcome.Address] = outcome;
        }

        return [.. merged.Values];
    }

    /// <summary>A domain beyond ASCII has its punycode form; the part before it has none.</summary>
    private static bool NeedsSmtpUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, Math.Max(0, address.LastIndexOf('@'))));

    private static bool IsSettled(RecipientOutcome outcome) => outcome.Accepted || outcome.Code >= 500;
}
