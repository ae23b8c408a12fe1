using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>Which addresses an admin may make this service call, and what it takes from identity providers (configuration section <c>OAuth2</c>).</summary>
public sealed record OutboundSettings
{
    /// <summary>Hosts of identity providers that may be in a private network, such as an own Keycloak: names, without scheme and port.</summary>
    public IReadOnlyList<string> PrivateHosts { get; init; } = [];

    /// <summary>Longest answer that is read, in bytes.</summary>
    [Range(1024, 16 * 1024 * 1024, ErrorMessage = "is out of range; the usual value is 1048576")]
    public int LargestAnswer { get; init; } = 1024 * 1024;

    /// <summary>How long an identity provider may take to answer, all in all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00", ErrorMessage = "is out of range; the usual value is 00:00:20")]
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(20);
}
