namespace HelpdeskMail.OAuth.Doctor;

/// <summary>The steps by name: what they are called, and why each matters.</summary>
internal static class StepKinds
{
    public const string IdentityProvider = "identity_provider";
    public const string Clock = "clock";
    public const string Credential = "credential";
    public const string TokenContents = "token_contents";
    public const string NameResolved = "name_resolved";
    public const string Connected = "connected";
    public const string Tls = "tls";
    public const string SmtpAuth = "smtp_auth";
    public const string SignedIn = "signed_in";
    public const string MailboxOpened = "mailbox_opened";
    public const string FolderFound = "folder_found";
    public const string Rights = "rights";
    public const string Quota = "quota";
    public const string SendingAllowed = "sending_allowed";
    public const string SendAs = "send_as";

    private static readonly Dictionary<string, (string Title, string Why)> Known = new(StringComparer.Ordinal)
    {
        [IdentityProvider] = ("Identity provider", "Tokens come from there. While it cannot be reached, mail goes on only until the present token ends."),
        [Clock] = ("Clock", "Tokens, signatures and certificates are judged by time: with a clock that is minutes off they are refused although nothing is wrong with them."),
        [Credential] = ("Token or password", "No mail server opens the mailbox without it."),
        [TokenContents] = ("What the token permits", "A token is good for one service and for the permissions written in it. Another service refuses it and does not say why."),
        [NameResolved] = ("Server name", "Without an address of the server nothing can be connected to."),
        [Connected] = ("Connection", "Mail and sign-in travel over it; a firewall on the way must let it through."),
        [Tls] = ("Protection", "Without TLS everybody on the way reads the token and the mail; a certificate that is not the server's own may be a stranger's."),
        [SmtpAuth] = ("SMTP sign-in switched on", "Exchange refuses SMTP sign-ins, by token too, while SMTP AUTH is off for the mailbox or the organisation."),
        [SignedIn] = ("Sign-in at the mail server", "The mail server decides for itself whether this token or password may use this mailbox."),
        [MailboxOpened] = ("Mailbox", "Exchange may take a sign-in and still not open the mailbox: no right to it, no licence, or the protocol is off."),
        [FolderFound] = ("Folder", "Mail is read from the folders of the settings only."),
        [Rights] = ("Rights in the folder", "What was read is marked, moved or deleted there. Without the right to that, the mailbox fills and nobody sees what is done."),
        [Quota] = ("Room in the mailbox", "A full mailbox takes no mail, and sends none where a copy is filed in it."),
        [SendingAllowed] = ("Sending", "The server has to take mail from this address."),
        [SendAs] = ("Sending under this address", "Whoever signs in needs the right «Send As» for any address but its own."),
    };

    public static string Title(string name) => Known[name].Title;

    public static string Why(string name) => Known[name].Why;
}
