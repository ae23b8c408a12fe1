using System.Globalization;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>A mail below the words of somebody who hands it on.</summary>
internal static class ForwardedWords
{
    private const int Longest = 100_000;

    /// <summary>The words, which are Markdown, and below them in Markdown that shows it letter by letter: a line that mail programs know for what it is, who wrote to whom and when, and the mail's text.</summary>
    public static string Below(string words, TicketEntry mail)
    {
        var name = LiteralWords.Write(mail.AuthorName);
        var from = mail.AuthorAddress is { Length: > 0 } address && address != mail.AuthorName ? $"{name} <{address}>" : name;
        var to = string.Join(", ", mail.Recipients.To.Select(one => one.Address));
        var text = mail.Text.Length > Longest ? $"{mail.Text[..Longest]}\n[…]" : mail.Text;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{words.TrimEnd()}\n\n---------- Forwarded message ----------\nFrom: {from}\nDate: {mail.At.UtcDateTime:ddd, d MMM yyyy HH:mm} UTC\nSubject: {LiteralWords.Write(mail.Subject ?? "")}\nTo: {LiteralWords.Write(to)}\n\n{LiteralWords.Write(text)}").TrimStart('\n');
    }
}
