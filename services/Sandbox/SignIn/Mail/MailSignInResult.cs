namespace HelpdeskMail.Sandbox.SignIn.Mail;

/// <summary>What came of a sign-in at one of the mail servers.</summary>
public abstract record MailSignInResult
{
    private MailSignInResult()
    {
    }

    /// <summary>The mailbox is open.</summary>
    /// <param name="Mailbox">Its address, lower case.</param>
    /// <param name="ExpiresAt">End of the token, which ends the session as well; null for a password.</param>
    /// <param name="SendAs">Address pattern of further senders the signed-in one may use.</param>
    public sealed record Open(string Mailbox, DateTimeOffset? ExpiresAt, string? SendAs) : MailSignInResult;

    /// <summary>
    /// The token is good but does not open this mailbox. Exchange says OK all the same and fails the first command with
    /// «User is authenticated but not connected».
    /// </summary>
    public sealed record NotConnected(string Mailbox, string Why) : MailSignInResult;

    /// <summary>Not let in.</summary>
    /// <param name="Why">For the protocol log; the client is told nothing, as with Exchange.</param>
    /// <param name="Answer">An answer other than the protocol's usual one.</param>
    public sealed record Refused(string Why, string? Answer = null) : MailSignInResult
    {
        /// <summary>What the client is told first and has to answer (base64); null: the refusal comes at once, as with Exchange.</summary>
        public string? Challenge { get; init; }
    }
}
