using System.IO.Compression;
using System.Security.Cryptography;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>
/// Takes in mails from files, one .eml or a zip archive of them, as if they had come to a mailbox. They are stored and placed as all mail is, oldest first, so
/// threads come together again; the digest of its bytes is a mail's place, so importing twice changes nothing. Nobody is told by an acknowledgement.
/// </summary>
public sealed class MailImport(MailStoreClient mailStore, MailIntake intake, AuditLog audit, TimeProvider time)
{
    /// <summary>Most mails of one archive.</summary>
    public const int Most = 1_000;

    /// <summary>Largest mail, and largest file that is sent, in bytes.</summary>
    public const int Largest = 50 * 1024 * 1024;

    private static readonly byte[] ZipMark = "PK\u0003\u0004"u8.ToArray();

    /// <summary>Takes them in.</summary>
    /// <param name="file">The file, whole.</param>
    /// <param name="mailbox">The system email that they count as received by.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends it; mails that were taken in stay.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, holds more than <see cref="Most"/> mails, or unpacks to more than is taken.</exception>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later, nothing comes twice.</exception>
    public async Task<ImportAnswer> TakeAsync(byte[] file, Guid mailbox, Actor by, CancellationToken cancellation)
    {
        var mails = file.AsSpan().StartsWith(ZipMark) ? await UnpackAsync(file, cancellation) : [file];
        var dated = mails.Select(raw => (Raw: raw, At: MimeMessage.Parse(raw).Date ?? time.GetUtcNow())).OrderBy(mail => mail.At).ToList();
        var tickets = new SortedSet<long>();
        var (entries, copies, kept) = (0, 0, 0);
        foreach (var (raw, at) in dated)
        {
            var receipt = await mailStore.StoreMailAsync(mailbox, Convert.ToHexStringLower(SHA256.HashData(raw)), at < time.GetUtcNow() ? at : time.GetUtcNow(), raw, cancellation);
            switch (receipt is null ? null : await intake.HandleAsync(receipt.ReceiptId, cancellation))
            {
                case IntakeOutcome.Entry entry:
                    entries += receipt!.Created ? 1 : 0;
                    copies += receipt.Created ? 0 : 1;
                    tickets.Add(entry.TicketNumber);
                    break;
                case IntakeOutcome.Copy copy:
                    copies++;
                    tickets.Add(copy.TicketNumber);
                    break;
                default:
                    kept++;
                    break;
            }
        }

        await audit.AddAsync(by, "mail_imported", $"{entries} mails into {tickets.Count} tickets", cancellation);
        return new ImportAnswer(entries, copies, kept, [.. tickets]);
    }

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

    private static async Task<List<byte[]>> UnpackAsync(byte[] file, CancellationToken cancellation)
    {
        var mails = new List<byte[]>();
        var left = 4L * Largest;
        using var archive = Open(file);
        // macOS puts a companion of each file into archives, named like it after «._», which is no mail.
        var items = archive.Entries.Where(item => item.Name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) && !item.Name.StartsWith("._", StringComparison.Ordinal)).ToList();
        if (items.Count > Most)
        {
            throw new InvalidDataException(Translated.Of("The archive holds {0} mails; {1} are taken at once. Send it in several parts; the order does not matter.", items.Count, Most));
        }

        foreach (var item in items)
        {
            // What the archive says of sizes is its maker's word; the bytes are counted.
            await using var stream = await item.OpenAsync(cancellation);
            using var bytes = new MemoryStream();
            var buffer = new byte[81_920];
            for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                left -= read;
                if (bytes.Length + read > Largest || left < 0)
                {
                    throw new InvalidDataException(Translated.Of("The archive unpacks to more than is taken."));
                }

                bytes.Write(buffer, 0, read);
            }

            mails.Add(bytes.ToArray());
        }

        return mails;
    }
}
