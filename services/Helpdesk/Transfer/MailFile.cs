using System.IO.Compression;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>Mails out of a file as helpdesks and mail programs write them: a mail (.eml), a mailbox (.mbox, RFC 4155), or a zip archive of such files.</summary>
internal static class MailFile
{
    private static readonly byte[] ZipMark = "PK\u0003\u0004"u8.ToArray();
    private static readonly byte[] MailboxMark = "From "u8.ToArray();

    /// <summary>Any mail has one of them; a file that has none is something else.</summary>
    private static readonly string[] Telling = ["From", "Sender", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID", "Received", "Return-Path", "Delivered-To", "MIME-Version"];

    /// <summary>The mails in it with the moments they name, and how many files of an archive that look like mails by their names are none.</summary>
    /// <exception cref="InvalidDataException">It is no mail, or a damaged archive, or holds more than <see cref="MailImport.Most"/> mails, or unpacks to more than is taken.</exception>
    public static async Task<(IReadOnlyList<(byte[] Raw, DateTimeOffset? Date)> Mails, int Others)> ReadAsync(byte[] file, CancellationToken cancellation)
    {
        var isArchive = file.AsSpan().StartsWith(ZipMark);
        List<byte[]> files = isArchive ? await UnpackAsync(file, cancellation) : [file];
        var (mails, others) = (new List<(byte[] Raw, DateTimeOffset? Date)>(), 0);
        foreach (var raw in files.SelectMany(MailsOf))
        {
            var mail = MimeMessage.Parse(raw);
            if (!Telling.Any(name => mail.Headers.Get(name) is not null))
            {
                others++;
                continue;
            }

            mails.Add((raw, mail.Date));
            if (mails.Count > MailImport.Most)
            {
                throw new InvalidDataException(Translated.Of("It holds more than {0} mails, which is as many as are taken at once. Send it in several parts; the order does not matter.", MailImport.Most));
            }
        }

        return isArchive || mails.Count > 0
            ? (mails, others)
            : throw new InvalidDataException(Translated.Of("It is no mail: it has neither a sender nor a date, a subject or a recipient. Mail programs write mails as .eml or .mbox files."));
    }

    // One by one, so that a mailbox of too many is not taken apart to its end.
    private static IEnumerable<byte[]> MailsOf(byte[] file) =>
        file.AsSpan().StartsWith(MailboxMark) ? MboxReader.Read(file).Select(mail => mail.Source.ToArray()).DefaultIfEmpty(file) : [file];

    private static async Task<List<byte[]>> UnpackAsync(byte[] file, CancellationToken cancellation)
    {
        var unpacked = new List<byte[]>();
        var left = 4L * MailImport.Largest;
        using var archive = Open(file);
        foreach (var item in archive.Entries.Where(item => IsNamedSo(item.Name)))
        {
            if (item.IsEncrypted)
            {
                throw new InvalidDataException(Translated.Of("The archive is protected by a password. Make it anew without one."));
            }

            using var bytes = new MemoryStream();
            try
            {
                await using var stream = await item.OpenAsync(cancellation);
                var head = new byte[MailboxMark.Length];
                head = head[..await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation)];
                if (!IsMailByName(item.Name) && !head.AsSpan().SequenceEqual(MailboxMark))
                {
                    continue;
                }

                bytes.Write(head);
                left = await CopyAsync(stream, bytes, left - head.Length, cancellation);
            }
            catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
            {
                throw new InvalidDataException(Translated.Of("«{0}» in the archive is damaged, or packed in a way that is not known. Make it anew and import it again; nothing comes twice.", item.Name), exception);
            }

            if (left < 0 || bytes.Length > MailImport.Largest)
            {
                throw new InvalidDataException(Translated.Of("The archive unpacks to more than is taken."));
            }

            unpacked.Add(bytes.ToArray());
        }

        return unpacked;
    }

    /// <summary>Copies up to one byte more than is taken, and gives how many are left. What the archive says of sizes is its maker's word; the bytes are counted.</summary>
    private static async Task<long> CopyAsync(Stream from, MemoryStream to, long left, CancellationToken cancellation)
    {
        var buffer = new byte[81_920];
        for (int read; left >= 0 && to.Length <= MailImport.Largest && (read = await from.ReadAsync(buffer, cancellation)) > 0; left -= read)
        {
            to.Write(buffer, 0, read);
        }

        return left;
    }

    // macOS puts a companion of each file into archives, named like it after «._», which is no mail. Apple Mail and Thunderbird keep their mailboxes in files without an extension: «Inbox.mbox/mbox», «INBOX».
    private static bool IsNamedSo(string name) => !name.StartsWith("._", StringComparison.Ordinal) && (IsMailByName(name) || (name.Length > 0 && !name.Contains('.', StringComparison.Ordinal)));

    private static bool IsMailByName(string name) => name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase);

    private static ZipArchive Open(byte[] file)
    {
        try
        {
            var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            _ = archive.Entries;
            return archive;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(Translated.Of("It is damaged, or no zip archive. Make it anew and import it again; nothing comes twice."), exception);
        }
    }
}
