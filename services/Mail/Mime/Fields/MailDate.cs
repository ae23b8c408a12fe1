using System.Buffers;
using System.Globalization;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Reads dates of mail (RFC 5322 section 3.3 and its obsolete forms) and the other forms that occur: asctime, ISO 8601, dashes or
/// slashes between day, month and year, dots in the time, AM and PM, two-digit years, full month names, months in the languages of
/// programs that do not know better, zones by name or missing.
/// </summary>
public static class MailDate
{
    private static readonly SearchValues<char> ClockCharacters = SearchValues.Create("0123456789:.");
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Months of German, French, Spanish, Italian, Portuguese, Dutch, Russian, Polish, Czech, Hungarian, Turkish and Norwegian whose first letters are not those of English.</summary>
    private static readonly (string Start, int Month)[] ForeignMonths =
    [
        ("ene", 1), ("gen", 1), ("fév", 2), ("fev", 2), ("mär", 3), ("mrz", 3), ("mrt", 3), ("avr", 4), ("abr", 4), ("mai", 5), ("mei", 5), ("mag", 5), ("juin", 6), ("giu", 6), ("juil", 7), ("lug", 7),
        ("aoû", 8), ("aou", 8), ("ago", 8), ("set", 9), ("okt", 10), ("out", 10), ("ott", 10), ("dez", 12), ("déc", 12), ("dic", 12),
        ("янв", 1), ("фев", 2), ("мар", 3), ("апр", 4), ("май", 5), ("мая", 5), ("июн", 6), ("июл", 7), ("авг", 8), ("сен", 9), ("окт", 10), ("ноя", 11), ("дек", 12),
        ("sty", 1), ("lut", 2), ("kwi", 4), ("maj", 5), ("cze", 6), ("lip", 7), ("sie", 8), ("wrz", 9), ("paź", 10), ("lis", 11), ("gru", 12),
        ("led", 1), ("úno", 2), ("bře", 3), ("dub", 4), ("kvě", 5), ("čvc", 7), ("červenec", 7), ("července", 7), ("čer", 6), ("srp", 8), ("zář", 9), ("říj", 10), ("pro", 12),
        ("már", 3), ("ápr", 4), ("máj", 5), ("jún", 6), ("júl", 7), ("sze", 9), ("oca", 1), ("şub", 2), ("nis", 4), ("haz", 6), ("tem", 7), ("ağu", 8), ("eyl", 9), ("eki", 10), ("kas", 11), ("ara", 12), ("des", 12),
    ];

    /// <summary>The moment, or null when the text gives none. A missing or unknown zone counts as UTC (RFC 5322 section 4.3).</summary>
    public static DateTimeOffset? Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > 2000)
        {
            return null;
        }

        var text = Tight(Comments.Remove(value).Trim());
        return Iso(text) ?? Seconds(text) ?? new Reading().Read(text);
    }

    /// <summary>«10 : 00 : 05»: RFC 822 allows blanks around the colons.</summary>
    private static string Tight(string text)
    {
        while (text.Contains(" :", StringComparison.Ordinal) || text.Contains(": ", StringComparison.Ordinal))
        {
            text = text.Replace(" :", ":", StringComparison.Ordinal).Replace(": ", ":", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Scripts write the seconds since 1970, or the milliseconds.</summary>
    private static DateTimeOffset? Seconds(string text) =>
        text.Length is 9 or 10 or 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text.Length == 13 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number)
            : null;

    private static DateTimeOffset? Iso(string text)
    {
        if (text.Length < 10 || !char.IsAsciiDigit(text[3]) || text[4] != '-' || text[7] != '-')
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var moment) ? moment : null;
    }

    /// <summary>What has been understood so far; each word finds its place by its look.</summary>
    private struct Reading
    {
        private int? day;
        private int? month;
        private int? year;
        private TimeSpan? time;
        private TimeSpan? zone;
        private bool zoneIsNumber;
        private bool afternoon;
        private bool forenoon;
        private bool monthBeforeDay;

        public DateTimeOffset? Read(string text)
        {
            foreach (var range in text.AsSpan().SplitAny(' ', '\t', ','))
            {
                Take(text.AsSpan(range));
            }

            if (day is not { } d || month is not { } m || year is not { } y)
            {
                return null;
            }

            y = y switch
            {
                < 50 => y + 2000,
                < 1000 => y + 1900,
                _ => y,
            };
            if (y is < 1900 or > 9998 || d < 1 || d > DateTime.DaysInMonth(y, m))
            {
                return null;
            }

            var offset = zone ?? TimeSpan.Zero;
            var clock = time ?? TimeSpan.Zero;
            clock += afternoon && clock.Hours < 12 ? TimeSpan.FromHours(12) : forenoon && clock.Hours == 12 ? TimeSpan.FromHours(-12) : TimeSpan.Zero;
            return new DateTimeOffset(new DateTime(y, m, d, 0, 0, 0, DateTimeKind.Unspecified), offset) + clock;
        }

        private void Take(ReadOnlySpan<char> word)
        {
            if (word.IsEmpty)
            {
                return;
            }

            if (word[0] is '+' or '-' && time is not null)
            {
                // «10:00:00 GMT +0200» means the second; of two numbers the second belongs to something else that was glued on.
                zone = zoneIsNumber ? zone : Offset(word) ?? zone;
                zoneIsNumber |= zone is not null;
            }
            else if (word.Contains(':') && char.IsAsciiDigit(word[0]))
            {
                TakeTime(word);
            }
            else if (char.IsAsciiDigit(word[0]))
            {
                TakeNumbers(word);
            }
            else
            {
                TakeName(word);
            }
        }

        private void TakeTime(ReadOnlySpan<char> word)
        {
            var end = word.IndexOfAnyExcept(ClockCharacters);
            var clock = end < 0 ? word : word[..end];
            Span<Range> parts = stackalloc Range[4];
            var count = clock.SplitAny(parts, ":.");
            if (time is null && count >= 2 && int.TryParse(clock[parts[0]], NumberStyles.None, null, out var hour) && int.TryParse(clock[parts[1]], NumberStyles.None, null, out var minute))
            {
                var second = 0;
                _ = count > 2 && int.TryParse(clock[parts[2]], NumberStyles.None, null, out second);
                // A leap second is the last one before it; what is no time of day at all is midnight.
                time = hour < 24 && minute < 60 ? new TimeSpan(hour, minute, Math.Min(second, 59)) : TimeSpan.Zero;
            }

            if (end > 0)
            {
                Take(word[end..]);
            }
        }

        private void TakeNumbers(ReadOnlySpan<char> word)
        {
            Span<Range> parts = stackalloc Range[4];
            var count = word.SplitAny(parts, "-/.");
            if (count >= 3 && time is null && day is not null && month is not null && word.IndexOfAny('-', '/') < 0)
            {
                // «1 Jan 2024 10.30.05»
                TakeTime(word);
            }
            else if (count >= 3)
            {
                TakeDateOfThree(word[parts[0]], word[parts[1]], word[parts[2]]);
            }
            else if (int.TryParse(word, NumberStyles.None, null, out var number))
            {
                if (day is null && number is >= 1 and <= 31 && word.Length <= 2)
                {
                    day = number;
                }
                else if (time is not null && zone is null && word.Length == 4 && (word[0] == '0' || year is not null))
                {
                    // «10:00:00 0200»: the sign was forgotten.
                    zone = Offset(word, signed: false);
                }
                else if (year is null && word.Length is >= 2 and <= 4)
                {
                    year = number;
                }
            }
            else if (count == 2 && day is null && int.TryParse(word[parts[0]], NumberStyles.None, null, out var first))
            {
                day = first;
                TakeName(word[parts[1]]);
            }
        }

        private void TakeDateOfThree(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third)
        {
            var hasNumber = int.TryParse(second, NumberStyles.None, null, out var middle);
            var named = hasNumber ? (middle is >= 1 and <= 12 ? middle : null) : MonthOf(second);
            if (!int.TryParse(first, NumberStyles.None, null, out var a) || !int.TryParse(third, NumberStyles.None, null, out var c))
            {
                return;
            }

            if (first.Length == 4)
            {
                (year, month, day) = (a, named, c);
            }
            else if (named is null && hasNumber && middle <= 31 && a is >= 1 and <= 12)
            {
                (month, day, year) = (a, middle, c);
            }
            else
            {
                (day, month, year) = (a, named, c);
            }
        }

        private void TakeName(ReadOnlySpan<char> word)
        {
            if (word.Equals("PM", StringComparison.OrdinalIgnoreCase))
            {
                afternoon = true;
            }
            else if (word.Equals("AM", StringComparison.OrdinalIgnoreCase))
            {
                forenoon = true;
            }
            else if (MonthOf(word) is { } named && (month is null || (time is null && monthBeforeDay && day is not null)))
            {
                // «mar. 5 avr. 2024»: the first of two names is a day of the week.
                (month, monthBeforeDay) = (named, day is null);
            }
            else if (time is not null && zone is null)
            {
                zone = NamedZone(word);
            }
            else if (word.Equals("DST", StringComparison.OrdinalIgnoreCase) && zone < TimeSpan.FromHours(14))
            {
                // «MET DST»
                zone += TimeSpan.FromHours(1);
            }
        }

        private static int? MonthOf(ReadOnlySpan<char> word)
        {
            if (word.Length < 3)
            {
                return null;
            }

            for (var i = 0; i < Months.Length; i++)
            {
                if (word.StartsWith(Months[i], StringComparison.OrdinalIgnoreCase))
                {
                    return i + 1;
                }
            }

            foreach (var (start, foreign) in ForeignMonths)
            {
                if (word.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                {
                    return foreign;
                }
            }

            return null;
        }

        private static TimeSpan? NamedZone(ReadOnlySpan<char> word)
        {
            word = word.Trim("\"'");
            var sign = word.IndexOfAny('+', '-');
            if (sign > 0 && (word[..sign].Equals("GMT", StringComparison.OrdinalIgnoreCase) || word[..sign].Equals("UTC", StringComparison.OrdinalIgnoreCase)))
            {
                return Offset(word[sign..]);
            }

            Span<char> upper = stackalloc char[Math.Min(word.Length, 8)];
            word[..upper.Length].ToUpperInvariant(upper);
            double? hours = upper switch
            {
                "EST" => -5, "EDT" => -4, "CST" => -6, "CDT" => -5, "MST" => -7, "MDT" => -6, "PST" => -8, "PDT" => -7,
                "AKST" => -9, "AKDT" => -8, "HST" => -10, "AST" => -4, "ADT" => -3, "NST" => -3.5, "NDT" => -2.5, "BRT" => -3,
                "BST" or "CET" or "MET" or "MEZ" or "WEST" => 1, "CEST" or "MEST" or "MESZ" or "MES" or "EET" or "SAST" => 2,
                "EEST" or "MSK" => 3, "IST" => 5.5, "MSD" => 4, "JST" or "KST" => 9, "HKT" or "SGT" or "AWST" => 8, "AEST" => 10, "AEDT" => 11, "NZST" => 12, "NZDT" => 13,
                "UT" or "GMT" or "UTC" or "Z" or "WET" => 0,
                _ => null,
            };
            return hours is { } known ? TimeSpan.FromHours(known) : null;
        }

        /// <summary>«+0200», «+02:00», «-5»; out of range counts as nothing said.</summary>
        private static TimeSpan? Offset(ReadOnlySpan<char> word, bool signed = true)
        {
            Span<char> digits = stackalloc char[4];
            var length = 0;
            foreach (var c in word[(signed ? 1 : 0)..])
            {
                if (char.IsAsciiDigit(c) && length < 4)
                {
                    digits[length++] = c;
                }
                else if (c != ':')
                {
                    break;
                }
            }

            if (length == 0 || !int.TryParse(digits[..length], NumberStyles.None, null, out var number))
            {
                return null;
            }

            var minutes = length <= 2 ? number * 60 : (number / 100 * 60) + (number % 100);
            return minutes <= 14 * 60 ? TimeSpan.FromMinutes(word[0] == '-' ? -minutes : minutes) : null;
        }
    }
}
