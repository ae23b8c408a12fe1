using System.Net.Sockets;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Goes to the identity provider without asking for anything secret: is it there, and what time is it for it?</summary>
public sealed class IdentityExamination(IMsalHttpClientFactory http, IHttpClientFactory clients, IdentityHosts hosts, OutboundGuard guard, TimeProvider time)
{
    private const string Discovery = "/v2.0/.well-known/openid-configuration";

    /// <summary>Entra refuses signed requests beyond this.</summary>
    private static readonly TimeSpan Intolerable = TimeSpan.FromMinutes(5);

    /// <summary>The Date header has whole seconds, and the way takes a moment.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromMinutes(1);

    internal async Task ExamineAsync(SystemEmail email, Findings findings, CancellationToken cancellation)
    {
        if (Address(email) is not { } address)
        {
            return;
        }

        var isMicrosoft = TokenProfiles.IsMicrosoft(email.Provider);
        using var plain = isMicrosoft ? null : clients.CreateClient(OAuth2Http.ClientName);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await (plain ?? http.GetHttpClient()).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (isMicrosoft && (int)answer.StatusCode >= 500)
            {
                findings.Fail(StepKinds.IdentityProvider, $"{address.Authority} answers with HTTP status {(int)answer.StatusCode}.", "It is tried again by itself with growing pauses. If it stays, look at the provider's status page, and whether a proxy answers in its place.", code: "provider_unavailable");
            }
            else
            {
                findings.Pass(StepKinds.IdentityProvider, $"{address.Authority} answers.");
            }

            JudgeClock(answer.Headers.Date, findings);
        }
        catch (HttpRequestException exception)
        {
            var unknown = exception.HttpRequestError == HttpRequestError.NameResolutionError || exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound };
            findings.Fail(
                StepKinds.IdentityProvider,
                $"{address.Authority} cannot be reached: {exception.Message}",
                unknown ? "Check the sign-in address for a typing error, and the name service of the machine this service runs on." : "Let this service through the firewall to that address by HTTPS; check the proxy settings.",
                code: "provider_unreachable");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            findings.Fail(StepKinds.IdentityProvider, $"{address.Authority} did not answer in time.", "Let this service through the firewall to that address by HTTPS; check the proxy settings.", code: "provider_timeout");
        }
    }

    /// <summary>The tenant's public description; of another provider the root of its host, whatever is there. Null without one, and for a host that this service does not call.</summary>
    private Uri? Address(SystemEmail email)
    {
        if (email.Application is not { } application || !Uri.TryCreate(application.TokenEndpoint, UriKind.Absolute, out var token))
        {
            return null;
        }

        if (!TokenProfiles.IsMicrosoft(email.Provider))
        {
            return guard.Problem(token) is null ? new Uri(token, "/") : null;
        }

        if (!hosts.Allows(email.Provider, token))
        {
            return null;
        }

        var authority = TenantEndpoints.Authority(application.TokenEndpoint, TenantEndpoints.TokenEnding);
        return authority is null ? new Uri(token, "/") : new Uri(authority + Discovery);
    }

    private void JudgeClock(DateTimeOffset? theirs, Findings findings)
    {
        if (theirs is not { } told)
        {
            return;
        }

        var ahead = time.GetUtcNow() - told;
        var words = $"This machine's clock is {Math.Round(ahead.Duration().TotalSeconds):0} seconds {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} the identity provider's ({Moment.Write(told)}).";
        const string Remedy = "Set the clock of the machine this service runs on, and let it be kept by a time service (NTP).";
        if (ahead.Duration() > Intolerable)
        {
            findings.Fail(StepKinds.Clock, words, Remedy, code: "clock_off");
        }
        else if (ahead.Duration() > Noticeable)
        {
            findings.Warn(StepKinds.Clock, words, Remedy, code: "clock_off");
        }
        else
        {
            findings.Pass(StepKinds.Clock, "This machine's clock and the identity provider's agree.");
        }
    }
}
