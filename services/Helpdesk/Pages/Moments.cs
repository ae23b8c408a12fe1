using System.Globalization;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Times and sizes in words.</summary>
public static class Moments
{
    /// <summary>A moment with its zone.</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("ddd d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long ago, or how far ahead, something is; beyond a week its date.</summary>
    public static string Age(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        var ahead = age < TimeSpan.Zero;
        var distance = age.Duration();
        if (distance > TimeSpan.FromDays(7))
        {
            return at.UtcDateTime.ToString(at.Year == now.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        }

        if (distance < TimeSpan.FromSeconds(50))
        {
            return ahead ? Translated.Of("in a moment") : Translated.Of("just now");
        }

        var (minutes, hours, days) = (Math.Max(1, (int)Math.Round(distance.TotalMinutes)), Math.Max(1, (int)Math.Round(distance.TotalHours)), Math.Max(1, (int)Math.Round(distance.TotalDays)));
        return distance < TimeSpan.FromMinutes(50) ? (ahead ? Translated.Of("in {0} min", minutes) : Translated.Of("{0} min ago", minutes))
            : distance < TimeSpan.FromHours(23) ? (ahead ? Translated.Of("in {0} h", hours) : Translated.Of("{0} h ago", hours))
            : ahead ? Translated.Of("in {0} d", days) : Translated.Of("{0} d ago", days);
    }

    /// <summary>A number with what is counted, which takes a plain plural.</summary>
    public static string Count(long number, string counted) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {counted}{(number == 1 ? "" : "s")}");

    /// <summary>A size in bytes, rounded.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000_000.0:0.#} GB"),
    };
}
