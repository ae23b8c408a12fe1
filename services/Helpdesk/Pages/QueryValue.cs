using System.Globalization;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Values of a page's address as people mistype them: what is none is as if it were not there. A page that asks for a number by its type answers such an address with an error.</summary>
internal static class QueryValue
{
    /// <summary>A whole number, 0 or more; null for anything else.</summary>
    public static long? Number(string? given) => long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An id; null for anything else.</summary>
    public static Guid? Id(string? given) => Guid.TryParse(given, out var id) ? id : null;
}
