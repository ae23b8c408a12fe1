using System.Diagnostics.Metrics;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Counters of this service.</summary>
internal static class OAuthMeter
{
    private static readonly Meter Meter = new("HelpdeskMail.OAuth");

    private static readonly Counter<long> Refreshes =
        Meter.CreateCounter<long>("helpdeskmail.oauth.token.refreshes", "{request}", "Requests for a fresh access token");

    private static readonly Counter<long> Handouts =
        Meter.CreateCounter<long>("helpdeskmail.oauth.credential.handouts", "{credential}", "Credentials handed out to Fetch and Reply");

    public static void CountRefresh(bool granted) => Refreshes.Add(1, new KeyValuePair<string, object?>("outcome", granted ? "granted" : "refused"));

    public static void CountHandout(string caller, string purpose) =>
        Handouts.Add(1, new KeyValuePair<string, object?>("caller", caller), new KeyValuePair<string, object?>("purpose", purpose));
}
