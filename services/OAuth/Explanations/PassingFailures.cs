namespace HelpdeskMail.OAuth.Explanations;

/// <summary>Failures on the way to the identity provider, which pass by themselves or with the network.</summary>
public static class PassingFailures
{
    /// <summary>No connection: name not found, refused, TLS.</summary>
    public static Explanation Unreachable(string reason) => new(
        "provider_unreachable", Mender.Nobody, "The identity provider could not be reached.", reason,
        "It is tried again with growing pauses. If it stays, check that this service may reach the sign-in host over the network.");

    /// <summary>No answer in time.</summary>
    public static Explanation TimedOut { get; } = new(
        "provider_timeout", Mender.Nobody, "The identity provider did not answer in time.", null, "It is tried again with growing pauses.");

    /// <summary>The provider asks for a pause.</summary>
    public static Explanation Throttled { get; } = new(
        "provider_throttled", Mender.Nobody, "The identity provider asks for a pause because it was asked too often.", null, "Nothing has to be done; the pause it asked for is kept.");

    /// <summary>A pause that is asked for (429), or an answer that is none.</summary>
    public static Explanation OfStatus(int status) => status == 429 ? Throttled : Unavailable(status);

    /// <summary>An answer that is none: a 5xx, a page of a proxy.</summary>
    public static Explanation Unavailable(int status) => new(
        "provider_unavailable", Mender.Nobody, $"The identity provider answered with HTTP status {status} and nothing that could be read.", null,
        "It is tried again with growing pauses. If it stays, check whether a proxy answers in the provider's place.");

    /// <summary>An answer that holds no token, from an address that has given tokens before.</summary>
    public static Explanation Unreadable { get; } = new(
        "provider_unreadable", Mender.Nobody, "What answered in the identity provider's place gave no token and no error.", "A proxy may have answered, or the provider is being worked on.",
        "It is tried again with growing pauses. If it stays, compare the token endpoint with the provider's documentation.");

    /// <summary>Another replica has been asking for so long that waiting was given up.</summary>
    public static Explanation Busy { get; } = new(
        "refresh_busy", Mender.Nobody, "Another refresh of this token is still under way.", null, "It is tried again in a moment.");
}
