using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Acknowledgements;

/// <summary>Subject and words of an acknowledgement with fields such as <c>{{number}}</c>.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The words.</param>
public sealed partial record AcknowledgementTemplate(string Subject, string Text)
{
    /// <summary>What is written where nothing else was set.</summary>
    public static AcknowledgementTemplate Standard { get; } = new(
        "We have received: {{subject}} [#{{number}}]",
        "Hello {{name}},\n\nyour mail has arrived and has the number {{number}}. A person will answer it.\n\nTo add something, answer this mail.\n\n{{mailbox}}");

    /// <summary>The fields and what they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["number"] = Translated.Key("number of the ticket"),
        ["subject"] = Translated.Key("subject of the mail, without Re: and the like"),
        ["name"] = Translated.Key("name of who wrote it, or their address"),
        ["address"] = Translated.Key("address of who wrote it"),
        ["mailbox"] = Translated.Key("name of the mailbox"),
        ["mailbox_address"] = Translated.Key("address of the mailbox"),
        ["date"] = Translated.Key("day of its arrival, 2026-03-02"),
    };

    /// <summary>What is set for a mailbox, the standard where nothing is.</summary>
    public static AcknowledgementTemplate Of(Mailboxes.MailboxSettings mailbox) => new(
        mailbox.AcknowledgementSubject.Length > 0 ? mailbox.AcknowledgementSubject : Standard.Subject,
        mailbox.AcknowledgementText.Length > 0 ? mailbox.AcknowledgementText : Standard.Text);

    /// <summary>Fields in it that do not exist.</summary>
    public IReadOnlyList<string> UnknownFields =>
        [.. Field().Matches($"{Subject} {Text}").Select(match => match.Groups["name"].Value.ToLowerInvariant()).Where(name => !Fields.ContainsKey(name)).Distinct(StringComparer.Ordinal)];

    /// <summary>The mail that comes of it. Fields that do not exist stay as they are written; what customers wrote is put in as words, never as fields.</summary>
    public FilledAcknowledgement Fill(long number, string subject, string name, string address, string mailbox, string mailboxAddress, DateTimeOffset at)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = number.ToString(CultureInfo.InvariantCulture),
            ["subject"] = subject,
            ["name"] = name.Length > 0 ? name : address,
            ["address"] = address,
            ["mailbox"] = mailbox.Length > 0 ? mailbox : mailboxAddress,
            ["mailbox_address"] = mailboxAddress,
            ["date"] = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        string With(string text) => Field().Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value.ToLowerInvariant(), match.Value));
        return new FilledAcknowledgement(DatabaseText.OneLine(With(Subject), 500), With(Text));
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_]{1,30})\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Field();
}
