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
            return ahead ? "in a moment" : "just now";
        }

        var words = distance < TimeSpan.FromMinutes(50) ? $"{Math.Max(1, (int)Math.Round(distance.TotalMinutes))} min"
            : distance < TimeSpan.FromHours(23) ? $"{Math.Max(1, (int)Math.Round(distance.TotalHours))} h"
            : $"{Math.Max(1, (int)Math.Round(distance.TotalDays))} d";
        return ahead ? $"in {words}" : $"{words} ago";
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
