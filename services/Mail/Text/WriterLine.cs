using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// A line that names who wrote what stands below it and when, and nothing else: «Jane Doe &lt;jane@x&gt;, 3 March 2026 10:12:», «3 March 2026, 10:12, Jane Doe:». The day has its year and the
/// time of day is there: people leave out the one or the other.
/// </summary>
/// <param name="Name">The writer; empty where only the address stands there.</param>
/// <param name="HasAddress">Whether it has an address, as programs write it and people hardly do.</param>
/// <param name="Moment">The words of the date and the time of day.</param>
internal sealed partial record WriterLine(string Name, bool HasAddress, string Moment)
{
    // Words are matched whole or not at all in what follows: a text of lines that nearly fit must not take long.
    private const int Longest = 200;
    private const int LongestGreeting = 40;

    private const string AddressPattern = @"(?<address>[<(\[]?(?>[\w.+'-]{1,64})@(?>[\w-]{1,63}(\.[\w-]{1,63}){1,6})[>)\]]?)";

    private const string WordPattern = @"(?>[\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]{0,30})";

    private const string NamePattern = $@"""?(?<name>{WordPattern}(,? ({WordPattern}|van|von|vom|zu|zur|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|y)){{0,5}})""?";

    /// <summary>A preposition and a day of the week. After «from», «until» and their like people write of what is to come.</summary>
    private const string BeforeDayPattern = @"((?i:on|am|le|el|il|op|em|den|dne|w dniu|at|på) )?"
        + @"(?!(?i:from|until|till?|since|by|before|after|due|ab|bis|seit|vor|nach|dès|avant|après|depuis|desde|hasta|antes|entro|dal|fino|vanaf|tot|voor|från|fra|innan|od|do|przed|po|до|с|от|после|перед)\b)"
        + @"((?>\p{L}[\p{L}\p{M}'’-]{0,14}[.,]{0,2}) (den |dem |de )?)?";

    private const string MonthPattern = @"(?>\p{L}[\p{L}\p{M}.]{1,14})";

    private const string DayPattern = $@"(\d{{1,2}}(\.|st|nd|rd|th|º|er)?[ -](de )?{MonthPattern},?[ -](de |del )?\d{{4}}"
        + $@"|{MonthPattern} \d{{1,2}}(st|nd|rd|th)?,? \d{{4}}"
        + @"|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{4}"
        + @"|\d{4}[./-] ?\d{1,2}[./-] ?\d{1,2}\.?"
        + @"|\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]"
        + $@"|\d{{4}}\. {MonthPattern} \d{{1,2}}\.)"
        + @"( [гр]\.)?( ?[(（]\p{L}{1,3}[)）]| ?(星期|周|週)\p{L})?";

    private const string TimePattern = @"(上午|下午|午前|午後|오전|오후)? ?\d{1,2}[:.h時时]\d{2}(:\d{2})?分?"
        + @"( ?[AaPp]\.? ?[Mm]\.?| [πμ]\.μ\.)?( Uhr| uur)?( \(?[A-Z]{2,5}([+-]\d{1,2}(:\d{2})?)?\)?)?( [+-]\d{2}:?\d{2})?";

    private const string MomentPattern = $@"{BeforeDayPattern}(?<moment>{DayPattern}[,،、，]?"
        + @"( ?(at|um|à|a las|alle|alle ore|ore|om|kl\.?|klo|kello|o|o godz\.?|в|о|v|ve|às|à\(s\)|as|a les|la|στις|lúc|saat|saa|الساعة|في|בשעה|u|[-–T]))? ?"
        + $@"{TimePattern})";

    /// <summary>The line taken apart, or null when it is another.</summary>
    public static WriterLine? Of(string line)
    {
        line = line.Trim().Trim('*', '_', '\u200E', '\u200F').Replace('\u00A0', ' ').Replace('\u202F', ' ');
        if (line.Length is < 14 or > Longest || line[^1] is not ':' and not '：' || !QuoteMarks.MayHoldMoment(line))
        {
            return null;
        }

        var match = WriterFirst().Match(line);
        match = match.Success ? match : MomentFirst().Match(line);
        var (name, address) = (match.Groups["name"].Value, match.Groups["address"].Success);
        return address || name.Contains(' ', StringComparison.Ordinal) ? new(name, address, match.Groups["moment"].Value) : null;
    }

    /// <summary>Whether what stands below this line is known to be no newer than what stands below another: mails quote back in time, chats and minutes go on.</summary>
    public bool IsNoNewerThan(WriterLine other) => MailDate.Parse(Moment) is { } moment && MailDate.Parse(other.Moment) is { } otherMoment && moment <= otherMoment;

    /// <summary>Whether a line greets the writer: «Hi Jane,», «Dear Ms Doe!».</summary>
    public bool IsGreetedBy(string line) =>
        line.Length is > 0 and <= LongestGreeting && line[^1] is ',' or '!' or '，' or '！'
        && Names().Any(name => line.AsSpan(..^1).TrimEnd().EndsWith($" {name}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a line is the writer's name, as below a mail: «Jane», «Jane Doe | Contoso».</summary>
    public bool IsSignedBy(string line) =>
        Names().Any(name => line.AsSpan().TrimEnd(".!").Equals(name, StringComparison.OrdinalIgnoreCase))
        || (Name.Length > 0 && line.Length > Name.Length && line.StartsWith(Name, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(line[Name.Length]));

    private IEnumerable<string> Names() => Name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(name => name.Length > 1 && !char.IsLower(name[0])).Append(Name).Where(name => name.Length > 0);

    [GeneratedRegex($@"^({NamePattern} ?)?{AddressPattern}?([,،、，]| [-–—])? ?{MomentPattern} ?[:：]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WriterFirst();

    [GeneratedRegex($@"^{MomentPattern}([,،、，;]| [-–—])? ?((from|by|von|de|da|van|från|fra|od|par|por|di|от|від) )?({NamePattern} ?)?{AddressPattern}? ?[:：]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MomentFirst();
}
