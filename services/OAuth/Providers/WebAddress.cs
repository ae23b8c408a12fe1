using System.Diagnostics.CodeAnalysis;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>An address that somebody has typed, or that a visitor of the callback has brought.</summary>
internal static class WebAddress
{
    /// <summary>
    /// Reads an absolute address. False where its host can be no name either (RFC 5891: a label of more than 63 letters, «℀», U+FFFD), which <see cref="Uri"/> lets pass until it is asked for that name.
    /// </summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out address))
        {
            return false;
        }

        try
        {
            _ = address.IdnHost;
            return true;
        }
        catch (UriFormatException)
        {
            address = null;
            return false;
        }
    }
}
