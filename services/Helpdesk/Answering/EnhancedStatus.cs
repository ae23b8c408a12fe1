namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Enhanced status codes (RFC 3463, RFC 7372, RFC 7505) in words for an agent.</summary>
internal static class EnhancedStatus
{
    /// <summary>What a code such as <c>5.1.1</c> means; null for one that says nothing.</summary>
    public static string? Explain(string? code)
    {
        if (code is null || code.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
        {
            return null;
        }

        return code[(dot + 1)..] switch
        {
            "1.0" or "1.1" => Translated.Of("there is no such address"),
            "1.2" => Translated.Of("the part of the address after the @ does not exist"),
            "1.3" => Translated.Of("the address is not written as an address"),
            "1.6" => Translated.Of("the mailbox has moved"),
            "1.8" or "1.7" => Translated.Of("the server does not accept our own address as a sender"),
            "1.10" => Translated.Of("that domain says that it takes no mail"),
            "2.0" => Translated.Of("the mailbox has a problem"),
            "2.1" => Translated.Of("the mailbox is switched off"),
            "2.2" => Translated.Of("the mailbox is full"),
            "2.3" => Translated.Of("the mail is larger than that mailbox takes"),
            "3.4" => Translated.Of("the mail is larger than that server takes"),
            "4.1" => Translated.Of("that server does not answer"),
            "4.3" => Translated.Of("the way to that server could not be looked up"),
            "4.4" => Translated.Of("no way to that server was found"),
            "4.6" => Translated.Of("the mail went round in circles"),
            "4.7" => Translated.Of("it was tried for too long"),
            "7.1" => Translated.Of("that server refuses it by its rules"),
            "7.20" or "7.21" or "7.22" => Translated.Of("its DKIM signature was not accepted"),
            "7.23" or "7.24" => Translated.Of("our server is not named in our domain's SPF record"),
            "7.25" => Translated.Of("the name of our server cannot be verified"),
            "7.26" => Translated.Of("it failed the checks of our domain (SPF, DKIM, DMARC)"),
            "7.60" => Translated.Of("our server is not allowed to send for this address"),
            _ when code.StartsWith("5.7.", StringComparison.Ordinal) => Translated.Of("that server refuses it by its rules"),
            _ => null,
        };
    }
}
