using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks the mail servers of a draft.</summary>
internal static class ServerCheck
{
    private const long SmallestMessage = 64 * 1024;
    private const long LargestMessage = 150L * 1024 * 1024;
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public static void Check(SystemEmailDraft draft, FieldProblems problems)
    {
        if (draft.Receiving is { } receiving)
        {
            CheckReceiving(receiving, problems);
            CheckServer(receiving.Server, draft.SignIn, "receiving.server", problems);
        }

        if (draft.Sending is { } sending)
        {
            CheckSending(sending, problems);
            CheckServer(sending.Server, draft.SignIn, "sending.server", problems);
        }
    }

    private static void CheckReceiving(ReceivingSettings receiving, FieldProblems problems)
    {
        if (receiving.Protocol != ReceivingProtocol.Imap)
        {
            problems.Add("receiving.protocol", "Mail is read by IMAP in this version. Choose IMAP.");
        }

        if (string.IsNullOrWhiteSpace(receiving.Folder) || receiving.Folder.Any(char.IsControl))
        {
            problems.Add("receiving.folder", "Fill in the folder to watch, usually INBOX.");
        }

        if (receiving.AfterStoring == AfterStoring.Move)
        {
            if (string.IsNullOrWhiteSpace(receiving.MoveToFolder) || receiving.MoveToFolder.Any(char.IsControl))
            {
                problems.Add("receiving.moveToFolder", "Fill in the folder that stored messages are moved to, for example Archive.");
            }
            else if (string.Equals(receiving.MoveToFolder, receiving.Folder, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add("receiving.moveToFolder", "Messages cannot be moved to the folder they come from. Fill in another one.");
            }
        }

        if (receiving.PollInterval < ShortestPoll || receiving.PollInterval > LongestPoll)
        {
            problems.Add("receiving.pollInterval", "The pause between two looks at the mailbox is between 00:00:10 and 1.00:00:00, usually 00:01:00.");
        }

        if (receiving.MaxMessageSize is < SmallestMessage or > LargestMessage)
        {
            problems.Add("receiving.maxMessageSize", $"The largest message taken whole is between {SmallestMessage} and {LargestMessage} bytes.");
        }
    }

    private static void CheckSending(SendingSettings sending, FieldProblems problems)
    {
        if (sending.Protocol != SendingProtocol.Smtp)
        {
            problems.Add("sending.protocol", "Mail is sent by SMTP in this version. Choose SMTP.");
        }

        if (sending.Timeout < ShortestTimeout || sending.Timeout > LongestTimeout)
        {
            problems.Add("sending.timeout", "The time a command may take is between 00:00:05 and 00:10:00, usually 00:02:00.");
        }
    }

    private static void CheckServer(ServerSettings? server, SignInWay signIn, string field, FieldProblems problems)
    {
        if (server is null)
        {
            problems.Add(field, "Fill in the server.");
            return;
        }

        var host = server.Host ?? "";
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            problems.Add($"{field}.host", "Fill in the server's name without https:// and without a port, for example outlook.office365.com.");
        }
        else if (server.Security == ConnectionSecurity.None && !IsThisMachine(host))
        {
            problems.Add($"{field}.security", "Without TLS the token or password could be read on the way. Choose TLS or STARTTLS; none is for this machine's own addresses only.");
        }

        if (server.Port is < 1 or > 65535)
        {
            problems.Add($"{field}.port", "A port is a number from 1 to 65535: usually 993 for IMAP and 587 for SMTP.");
        }

        var expected = signIn == SignInWay.Password ? SignInMethod.Password : SignInMethod.AccessToken;
        if (server.SignIn != expected)
        {
            problems.Add($"{field}.signIn", signIn == SignInWay.Password
                ? "A system email that signs in by password shows the server a password. Choose «Password»."
                : "A system email that signs in by OAuth shows the server an access token. Choose «AccessToken».");
        }

        if (server.UserName is { } user && (user.Length > 320 || user.Any(char.IsControl)))
        {
            problems.Add($"{field}.userName", "A login name has at most 320 characters and no line breaks. Leave it empty to take the mailbox's address.");
        }

        if (server.TrustedCertificate is { Length: > 0 } pem && !IsCertificate(pem))
        {
            problems.Add($"{field}.trustedCertificate", "This is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.");
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
