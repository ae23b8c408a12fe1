namespace HelpdeskMail.ServiceDefaults.Addresses;

/// <summary>The host of an address that a stranger has written.</summary>
public static class HostName
{
    /// <summary>
    /// The host in ASCII (RFC 5891); empty when the address has none. Null when no name can be made of it: an address may hold any letters there, but a
    /// name may not (a label of more than 63, «℀», U+FFFD), and no browser or resolver could do anything with it.
    /// </summary>
    public static string? Of(Uri address)
    {
        try
        {
            return address.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
