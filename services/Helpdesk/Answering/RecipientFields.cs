using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>The recipients of a reply, read from what was typed.</summary>
internal sealed record RecipientFields(IReadOnlyList<ReplyAddress> To, IReadOnlyList<ReplyAddress> Cc, IReadOnlyList<ReplyAddress> Bcc)
{
    private const int Most = 100;

    /// <summary>RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3, less the two angle brackets: servers refuse longer ones, and the reply would come back.</summary>
    private const int LongestLocalPart = 64;
    private const int LongestAddress = 254;

    /// <summary>Reads the three fields; says what is wrong when a mail could not be sent to them. An address counts once, in the first field that has it.</summary>
    public static ReplyAnswer.Refused? TryRead(string to, string cc, string bcc, out RecipientFields fields)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        fields = new RecipientFields([], [], []);
        ReplyAnswer.Refused? problem = null;
        var read = new RecipientFields(Read(Translated.Key("To"), to, seen, ref problem), Read(Translated.Key("Cc"), cc, seen, ref problem), Read(Translated.Key("Bcc"), bcc, seen, ref problem));
        if (problem is not null)
        {
            return problem;
        }

        if (seen.Count == 0)
        {
            return new ReplyAnswer.Refused("recipient_missing", Translated.Of("The reply has no recipient."), Translated.Of("Put at least one address into To."));
        }

        if (seen.Count > Most)
        {
            return new ReplyAnswer.Refused("recipients_too_many", Translated.Of("The reply has {0} recipients.", seen.Count), Translated.Of("Send it to {0} at most.", Most));
        }

        fields = read;
        return null;
    }

    private static List<ReplyAddress> Read(string field, string typed, HashSet<string> seen, ref ReplyAnswer.Refused? problem)
    {
        var read = new List<ReplyAddress>();
        foreach (var mailbox in AddressList.Parse(typed))
        {
            if (!mailbox.IsComplete || mailbox.Address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';'))
            {
                problem ??= new ReplyAnswer.Refused("recipient_invalid", WhatIsWrong(mailbox, Translated.Of(field)), Translated.Of("Write it as name@example.org, with commas between several."));
            }
            else if (mailbox.Address.Length > LongestAddress || mailbox.Address.LastIndexOf('@') > LongestLocalPart)
            {
                problem ??= new ReplyAnswer.Refused(
                    "recipient_too_long",
                    Translated.Of("The address «{0}» in {1} is too long.", DatabaseText.OneLine(mailbox.Address, 100), Translated.Of(field)),
                    Translated.Of("No mail server takes more than {0} characters before the @ and {1} altogether. Look for a missing comma.", LongestLocalPart, LongestAddress));
            }
            else if (seen.Add(mailbox.Address))
            {
                read.Add(new ReplyAddress(mailbox.Address, DatabaseText.OneLine(mailbox.DisplayName, 200) is { Length: > 0 } name ? name : null));
            }
        }

        return read;
    }

    private static string WhatIsWrong(Mailbox mailbox, string field) => (DatabaseText.OneLine(mailbox.DisplayName, 100), mailbox.Address) switch
    {
        ({ Length: > 0 } name, "") => Translated.Of("«{0}» in {1} has no address.", name, field),
        (_, "") => Translated.Of("A recipient in {0} has no address.", field),
        _ => Translated.Of("«{0}» in {1} is no address.", DatabaseText.OneLine(mailbox.ToString(), 100), field),
    };
}
