using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What was done with a ticket is stored in English, for every reader alike; shown it is in the reader's own language, and a moment in it by the reader's own clock.</summary>
/// <param name="Text">The words. Where there is a <see cref="Moment"/>, its place is still in them: <c>{0}</c>.</param>
internal sealed partial record EventWords(string Text)
{
    /// <summary>How a moment is stored; always in UTC.</summary>
    private const string StoredMoment = "yyyy-MM-dd HH:mm";

    private const string Due = "Due {0} UTC";

    private const string Waiting = "Waiting until {0} UTC";

    /// <summary>Everything that is stored, those first that another one would swallow.</summary>
    private static readonly string[] Known =
    [
        Translated.Key("Closed"), Translated.Key("Opened again"), Translated.Key("Reopened by this answer"), Translated.Key("Given back"), Translated.Key("Taken"), Translated.Key("Assigned to {0}"),
        Translated.Key("Warning about delivery taken off"), Translated.Key("No longer muted"), Translated.Key("No longer due"), Translated.Key("Waiting for an answer"), Translated.Key("No longer waiting"), Translated.Key("The time to wait is over"),
        Translated.Key("In no department"), Translated.Key("Given to {0}"), Translated.Key("Tagged {0}; Tags taken off: {1}"), Translated.Key("Tagged {0}"), Translated.Key("Tags taken off: {0}"),
        Translated.Key("Priority: Low"), Translated.Key("Priority: Ordinary"), Translated.Key("Priority: High"), Translated.Key("Priority: Urgent"),
        Translated.Key("Reply sent without waiting"), Translated.Key("Reply sent again"), Translated.Key("Reply sent again to {0}"), Translated.Key("Reply marked as sent"), Translated.Key("Reply cancelled"),
        Translated.Key("Reply taken back to be changed"), Translated.Key("Merged into #{0}"), Translated.Key("#{0} «{1}» merged into this ticket"), Translated.Key("Split off to #{0}"), Translated.Key("Split off from #{0}"),
        Translated.Key("Undone: #{0} was merged into #{1}"), Translated.Key("Undone: #{0} was split off from #{1}"), Translated.Key("Undone: A mail was moved from #{0} to #{1}"),
        Translated.Key("A mail was processed again and moved to #{0}"), Translated.Key("A mail was processed again and moved here from #{0}"), Translated.Key("A mail was read again from its source"),
        Translated.Key("Muted: {0} automatic mails came within an hour. Further ones are kept under Failed mail."),
    ];

    private static readonly (string Key, Regex Form)[] Forms = [.. Known.Select(key => (key, Form(key)))];

    private static readonly (string Key, Regex Form, bool IsDay)[] WithMoment = [(Translated.Key("Due {0}"), Form(Due), true), (Translated.Key("Waiting until {0}"), Form(Waiting), false)];

    /// <summary>The moment that belongs at its place; null where there is none.</summary>
    public DateTimeOffset? Moment { get; init; }

    /// <summary>Whether that is a day as a whole, the same in every zone.</summary>
    public bool IsDay { get; init; }

    /// <summary>What is stored when a ticket gets a day by which it has to be done.</summary>
    public static string DueAt(DateTimeOffset at) => Stored(Due, at);

    /// <summary>What is stored when a ticket is put aside until a moment.</summary>
    public static string WaitingUntil(DateTimeOffset at) => Stored(Waiting, at);

    /// <summary>What is stored, for the reader; unchanged where it is none of ours.</summary>
    public static EventWords Of(string stored)
    {
        foreach (var (key, form, isDay) in WithMoment)
        {
            if (form.Match(stored) is { Success: true } match
                && DateTimeOffset.TryParseExact(match.Groups[1].Value, StoredMoment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                return new EventWords(Translated.Of(key)) { Moment = at, IsDay = isDay };
            }
        }

        foreach (var (key, form) in Forms)
        {
            if (form.Match(stored) is { Success: true } match)
            {
                return new EventWords(Translated.Of(key, [.. match.Groups.Values.Skip(1).Select(group => group.Value)]));
            }
        }

        return new EventWords(stored);
    }

    private static string Stored(string words, DateTimeOffset at) => words.Replace("{0}", at.UtcDateTime.ToString(StoredMoment, CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static Regex Form(string key) =>
        new($"^{Value().Replace(Regex.Escape(key), "(.+)")}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(10));

    /// <summary>A place for a value, as it stands after escaping.</summary>
    [GeneratedRegex(@"\\\{\d\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Value();
}
