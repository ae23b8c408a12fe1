using System.Globalization;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>Fields in signatures and canned answers, such as <c>{{customer.name}}</c>. What strangers wrote is put in as words: no field and no Markdown in it counts.</summary>
internal static partial class FieldWords
{
    /// <summary>Every field, with what it stands for: an English key.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["customer.name"] = Translated.Key("name of who wrote first"),
        ["customer.firstname"] = Translated.Key("the first word of that name"),
        ["customer.address"] = Translated.Key("address of who wrote first"),
        ["ticket.number"] = Translated.Key("number of the ticket"),
        ["ticket.subject"] = Translated.Key("its subject"),
        ["agent.name"] = Translated.Key("your name"),
        ["agent.firstname"] = Translated.Key("the first word of your name"),
        ["mailbox.name"] = Translated.Key("name of the system email"),
        ["mailbox.address"] = Translated.Key("its address"),
        ["date"] = Translated.Key("today"),
    };

    /// <summary>Those that a mailbox's footer may have: it goes below mails to anybody, about anything.</summary>
    public static IReadOnlyList<string> OfFooter { get; } = ["agent.name", "agent.firstname", "mailbox.name", "mailbox.address", "date"];

    /// <summary>Puts the values in. Fields that do not exist stay as they are written, so that they are seen before sending.</summary>
    public static string Fill(string words, Ticket? ticket, string agent, KnownSystemEmail? mailbox, DateTimeOffset now) =>
        Field().Replace(words, match => match.Groups["name"].Value.ToLowerInvariant() switch
        {
            "customer.name" when ticket is not null => Plain(ticket.Customer),
            "customer.firstname" when ticket is not null => Plain(FirstWord(ticket.Customer)),
            "customer.address" when ticket is not null => Plain(ticket.CustomerAddress),
            "ticket.number" when ticket is not null => ticket.Number.ToString(CultureInfo.InvariantCulture),
            "ticket.subject" when ticket is not null => Plain(ticket.Subject),
            "agent.name" => Plain(agent),
            "agent.firstname" => Plain(FirstWord(agent)),
            "mailbox.name" when mailbox is not null => Plain(mailbox.Name),
            "mailbox.address" when mailbox is not null => mailbox.Address,
            "date" => now.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            _ => match.Value,
        });

    /// <summary>What a mailbox puts below an answer of the agent's; empty for nothing.</summary>
    public static string Footer(MailboxSettings settings, string agent, KnownSystemEmail mailbox, DateTimeOffset now) => Fill(settings.Footer, ticket: null, agent, mailbox, now);

    /// <summary>Fields in a footer that it may not have.</summary>
    public static IReadOnlyList<string> UnknownInFooter(string footer) =>
        [.. Field().Matches(footer).Select(match => match.Groups["name"].Value.ToLowerInvariant()).Except(OfFooter, StringComparer.Ordinal)];

    private static string FirstWord(string name) => name.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] && !first.Contains('@', StringComparison.Ordinal) ? first : name;

    private static string Plain(string words) => Beginning().Replace(Special().Replace(words, @"\$0"), @"${before}\${sign}");

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z.]{1,40})\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Field();

    /// <summary>What would begin a heading or a list where the field stands at the beginning of a line.</summary>
    [GeneratedRegex(@"^(?<before>)(?<sign>#)(?=#{0,5}(\s|$))|^(?<before>)(?<sign>[-+=])(?=[-=\s]|$)|^(?<before>\d{1,9})(?<sign>[.)])(?=\s|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"[\\`*_{}\[\]<>|~]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Special();
}
