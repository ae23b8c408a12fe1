using System.Security.Cryptography;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>
/// Takes in mails from files (see <see cref="MailFile"/>) as if they had come to a mailbox. They are stored and placed as all mail is, oldest first, so
/// threads come together again; the digest of its bytes is a mail's place, so importing twice changes nothing. Nobody is told by an acknowledgement.
/// </summary>
public sealed class MailImport(MailStoreClient mailStore, MailIntake intake, AuditLog audit, TimeProvider time)
{
    /// <summary>Most mails of one file.</summary>
    public const int Most = 1_000;

    /// <summary>Largest mail, and largest file that is sent, in bytes.</summary>
    public const int Largest = 50 * 1024 * 1024;

    /// <summary>Takes them in.</summary>
    /// <param name="file">The file, whole.</param>
    /// <param name="mailbox">The system email that they count as received by.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends it; mails that were taken in stay.</param>
    /// <exception cref="InvalidDataException">The file is no mail, or a damaged archive, or holds more than <see cref="Most"/> mails, or unpacks to more than is taken; the message says which.</exception>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later, nothing comes twice.</exception>
    public async Task<ImportAnswer> TakeAsync(byte[] file, Guid mailbox, Actor by, CancellationToken cancellation)
    {
        var (mails, others) = await MailFile.ReadAsync(file, cancellation);
        var dated = mails.Select(mail => (mail.Raw, At: mail.Date ?? time.GetUtcNow())).OrderBy(mail => mail.At).ToList();
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
        return new ImportAnswer(entries, copies, kept, others, [.. tickets]);
    }
}
