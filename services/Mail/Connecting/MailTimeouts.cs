namespace HelpdeskMail.Mail.Connecting;

/// <summary>How long a server may take.</summary>
public sealed record MailTimeouts
{
    /// <summary>Name resolution, TCP, TLS and greeting together. 30 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From a command to the end of its answer, not counting the bytes of messages; of lists that are told line by line, for each line. 2 min.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From a command to the end of a list that is told line by line (POP3), however long each line takes. 30 min.</summary>
    public TimeSpan List { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Without a single byte while a message is read or written. 1 min.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// From a message's last byte to the server's word that it took it: RFC 5321 section 4.5.3.2.6 asks for 10 minutes, and less risks a second copy. POP3: from the good-bye to the word that what was to be deleted is.
    /// </summary>
    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>IDLE is renewed this often. 9 min: RFC 2177 says 29, home routers and Exchange forget sooner.</summary>
    public TimeSpan IdleRenewal { get; init; } = TimeSpan.FromMinutes(9);
}
