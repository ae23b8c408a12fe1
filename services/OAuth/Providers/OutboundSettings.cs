using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>Which addresses an admin may make this service call (configuration section <c>OAuth2</c>).</summary>
public sealed record OutboundSettings
{
    /// <summary>Hosts of identity providers that may be in a private network, such as an own Keycloak: names, without scheme and port.</summary>
    public IReadOnlyList<string> PrivateHosts { get; init; } = [];

    /// <summary>Longest answer that is read, in bytes.</summary>
    [Range(1024, 16 * 1024 * 1024, ErrorMessage = "is out of range; the usual value is 1048576")]
    public int LargestAnswer { get; init; } = 1024 * 1024;
}
