using System.Text;
using HelpdeskMail.Mail.Examining;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What the server says an account may do in a folder (RFC 4314) and how full the mailbox is (RFC 9208). A server that does not want to say is not pressed.</summary>
internal static class ImapRights
{
    private const long UnitOfStorage = 1024;

    public static async ValueTask<string?> OfAsync(ImapSession session, string folder, CancellationToken cancellationToken)
    {
        if (!(await session.CapabilitiesAsync(cancellationToken)).Has("ACL"))
        {
            return null;
        }

        string? rights = null;
        var status = await session.RunAsync(
            new ImapCommand("MYRIGHTS").String(session.View.EncodeFolder(folder)),
            line =>
            {
                if (line.Is("MYRIGHTS"u8))
                {
                    var scanner = new ImapScanner(line.Rest.Span);
                    scanner.TryString(out _);
                    scanner.SkipSpaces();
                    rights = scanner.Text();
                }
            },
            cancellationToken);
        return status.Condition is ImapCondition.Ok ? rights : null;
    }

    public static async ValueTask<MailboxQuota?> QuotaAsync(ImapSession session, string folder, CancellationToken cancellationToken)
    {
        if (!(await session.CapabilitiesAsync(cancellationToken)).Has("QUOTA"))
        {
            return null;
        }

        MailboxQuota? fullest = null;
        var status = await session.RunAsync(
            new ImapCommand("GETQUOTAROOT").String(session.View.EncodeFolder(folder)),
            line =>
            {
                // Several roots may bind one folder; the fullest is the one that stops mail.
                if (line.Is("QUOTA"u8) && Read(line.Rest.Span) is { } quota && (fullest is null || (double)quota.Used / quota.Limit > (double)fullest.Used / fullest.Limit))
                {
                    fullest = quota;
                }
            },
            cancellationToken);
        return status.Condition is ImapCondition.Ok ? fullest : null;
    }

    // * QUOTA "User quota" (STORAGE 10 512 MESSAGE 3 1000)
    private static MailboxQuota? Read(ReadOnlySpan<byte> rest)
    {
        MailboxQuota? storage = null;
        var scanner = new ImapScanner(rest);
        scanner.TryString(out _);
        scanner.SkipSpaces();
        if (!scanner.TryTake('('))
        {
            return null;
        }

        for (scanner.SkipSpaces(); !scanner.AtEnd && !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            var isStorage = Ascii.EqualsIgnoreCase(scanner.Atom(), "STORAGE"u8);
            scanner.SkipSpaces();
            var hasUsed = scanner.TryNumber(out var used);
            scanner.SkipSpaces();

            // «-1», «unlimited»: there is no limit.
            var hasLimit = scanner.TryNumber(out var limit);
            if (isStorage && hasUsed && hasLimit && limit is > 0 and < long.MaxValue / UnitOfStorage && used < long.MaxValue / UnitOfStorage)
            {
                storage = new MailboxQuota((long)used * UnitOfStorage, (long)limit * UnitOfStorage);
            }
        }

        return storage;
    }
}
