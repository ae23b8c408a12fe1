using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>How a system email's link is doing. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkState>))]
public enum LinkState
{
    /// <summary>There is nothing to sign in with yet.</summary>
    NotLinked,

    /// <summary>The last try for a fresh access token failed for a passing reason; it is tried again while the present one is still good.</summary>
    Refreshing,

    /// <summary>All is well as far as anyone has seen.</summary>
    Healthy,

    /// <summary>Something does not work; the problem says who mends it.</summary>
    NeedsAttention,

    /// <summary>Somebody has to sign in again.</summary>
    NeedsSignIn,

    /// <summary>An admin has stopped it for now.</summary>
    Paused,
}
