using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Who wrote a mail that came over a mailing list which puts its own address into From, because the writer's domain forbids others to send for it (DMARC): Google Groups and Mailman write
/// «Anna Berg via Support», and say elsewhere who that is. Anybody can write such fields, so what they say counts of a mail whose From is one of our own addresses only: of a list of ours.
/// </summary>
internal static class ListAuthor
{
    private const string Via = " via ";
    private static readonly string[] OfLists = ["List-Id", "X-Google-Group-Id", "Mailing-List", "X-BeenThere"];

    /// <summary>The writer; null for a mail whose From is the writer's own.</summary>
    public static Mailbox? Of(MimeMessage message)
    {
        if (message.From is not [var from, ..] || from.DisplayName.LastIndexOf(Via, StringComparison.OrdinalIgnoreCase) is not (> 0 and var via) || !OfLists.Any(message.Headers.Contains))
        {
            return null;
        }

        var writer = AddressList.Parse(message.Headers.Get("X-Original-From") ?? message.Headers.Get("X-Original-Sender") ?? "") is [{ IsComplete: true } named, ..] ? named
            : message.ReplyTo.FirstOrDefault(one => one.IsComplete && !one.Address.Equals(from.Address, StringComparison.OrdinalIgnoreCase));
        return writer is null ? null : writer.DisplayName.Length > 0 ? writer : new Mailbox(from.DisplayName[..via].Trim('\'', '"', ' '), writer.Address);
    }
}
