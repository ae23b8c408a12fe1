using System.Diagnostics.CodeAnalysis;
using HelpdeskMail.ServiceDefaults.Addresses;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>An address that somebody has typed, or that a visitor of the callback has brought.</summary>
internal static class WebAddress
{
    /// <summary>Reads an absolute address. False where its host can be no name either, which <see cref="Uri"/> lets pass until it is asked for that name.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out address) && HostName.Of(address) is not null)
        {
            return true;
        }

        address = null;
        return false;
    }
}
