using System.Globalization;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Moments as the report writes them: its reader may sit in another zone.</summary>
internal static class Moment
{
    public static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
