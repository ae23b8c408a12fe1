using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Explaining;

/// <summary>What a server's refusal of a recipient means to an agent: by enhanced status code (RFC 3463 and its registry), else by reply code.</summary>
internal static class AnswerInWords
{
    private const string ComeAgain = "The receiving server asks to come again later; many do that once with senders they do not know.";

    private static readonly Dictionary<string, string> ByCode = new(StringComparer.Ordinal)
    {
        ["1.0"] = "There is something wrong with the address. Check it with the customer.",
        ["1.1"] = "The address does not exist. Check its spelling, or ask the customer for another one.",
        ["1.2"] = "The part behind the @ is no domain that takes mail. Check its spelling.",
        ["1.3"] = "The address is not written as an address has to be. Check its spelling.",
        ["1.4"] = "The address fits more than one mailbox there. Ask the customer for the exact one.",
        ["1.6"] = "The mailbox has moved and left no new address. Ask the customer for it.",
        ["1.8"] = "The receiving server does not accept our sender address. An admin has to look at the system email's address and its domain.",
        ["1.10"] = "The domain says that it takes no mail at all. Ask the customer for another address.",
        ["2.1"] = "The mailbox is switched off. Reach the customer another way.",
        ["2.2"] = "The mailbox is full. Try again later, or reach the customer another way.",
        ["2.3"] = "The mail is larger than this mailbox takes. Send smaller attachments or a link.",
        ["3.4"] = "The mail is larger than the receiving server takes. Send smaller attachments or a link.",
        ["4.1"] = "The receiving server does not answer.",
        ["4.4"] = "The receiving domain has no mail server that can be found. Check the spelling behind the @.",
        ["4.6"] = "The mail went round in a circle between servers. The receiving side has to mend its forwarding.",
        ["4.7"] = "The receiving server could not be reached for too long.",
        ["5.0"] = "The receiving server did not understand the exchange; send the server's words to an admin.",
        ["5.3"] = "There are more recipients than the server takes at once.",
        ["6.0"] = "The server does not take the content. Take attachments off or change their kind.",
        ["6.7"] = "The sending server takes no address with letters beyond a to z before the @. Ask the customer for another one.",
        ["7.0"] = "The receiving side refuses it by a rule of its own. An admin may ask there.",
        ["7.1"] = "The receiving side takes no mail from us for this address: a block or a rule of theirs. An admin may ask there.",
        ["7.7"] = "The mail was taken for altered on its way.",
        ["7.20"] = "The receiving server misses a valid DKIM signature of our domain. An admin has to set it up.",
        ["7.23"] = "The receiving server finds that our server may not send for our domain (SPF). An admin has to set it up.",
        ["7.25"] = "Our sending server has no valid reverse name. An admin has to set it up.",
        ["7.26"] = "The mail could not be proved to come from our domain (SPF, DKIM). An admin has to set them up.",
        ["7.60"] = "This mailbox may not send with its sender address. An admin has to grant «Send as».",
        ["7.350"] = "The receiving side takes it for unwanted mail. Change wording and links, or ask an admin.",
        ["7.509"] = "Our domain's DMARC rule refuses it. An admin has to mend SPF and DKIM.",
    };

    /// <summary>One sentence or two for a recipient's answer.</summary>
    public static string Explain(RecipientOutcome outcome)
    {
        if (outcome.EnhancedCode?.StartsWith("4.7.", StringComparison.Ordinal) is true)
        {
            return ComeAgain;
        }

        var dot = outcome.EnhancedCode?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot > 0 && ByCode.TryGetValue(outcome.EnhancedCode![(dot + 1)..], out var words))
        {
            return words;
        }

        return outcome.Code switch
        {
            0 => "The server gave no answer for it.",
            450 or 451 => ComeAgain,
            452 => "The receiving server has no room at present.",
            >= 400 and < 500 => "The receiving server cannot take it at present.",
            550 => "The receiving server refuses this recipient. Check the address, or read the server's words.",
            551 => "The recipient is not served there. Check the address.",
            552 => "The mailbox is full, or the mail is too large for it.",
            553 => "The server does not take the address as it is written. Check its spelling.",
            _ => "The receiving server refuses the mail. Read the server's words, or show them to an admin.",
        };
    }

    /// <summary>The refused recipients with what their answers mean, one sentence each.</summary>
    public static string ExplainAll(IEnumerable<RecipientOutcome> outcomes) =>
        string.Join(' ', outcomes.Where(outcome => !outcome.Accepted).Select(outcome => $"{outcome.Address}: {Explain(outcome)}"));
}
