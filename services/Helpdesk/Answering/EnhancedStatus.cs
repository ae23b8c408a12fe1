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
            "1.0" or "1.1" => "there is no such address",
            "1.2" => "the part of the address after the @ does not exist",
            "1.3" => "the address is not written as an address",
            "1.6" => "the mailbox has moved",
            "1.8" or "1.7" => "the server does not accept our own address as a sender",
            "1.10" => "that domain says that it takes no mail",
            "2.0" => "the mailbox has a problem",
            "2.1" => "the mailbox is switched off",
            "2.2" => "the mailbox is full",
            "2.3" => "the mail is larger than that mailbox takes",
            "3.4" => "the mail is larger than that server takes",
            "4.1" => "that server does not answer",
            "4.3" => "the way to that server could not be looked up",
            "4.4" => "no way to that server was found",
            "4.6" => "the mail went round in circles",
            "4.7" => "it was tried for too long",
            "7.1" => "that server refuses it by its rules",
            "7.20" or "7.21" or "7.22" => "its DKIM signature was not accepted",
            "7.23" or "7.24" => "our server is not named in our domain's SPF record",
            "7.25" => "the name of our server cannot be verified",
            "7.26" => "it failed the checks of our domain (SPF, DKIM, DMARC)",
            "7.60" => "our server is not allowed to send for this address",
            _ when code.StartsWith("5.7.", StringComparison.Ordinal) => "that server refuses it by its rules",
            _ => null,
        };
    }
}
