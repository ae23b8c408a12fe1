using System.Net.Http.Headers;
using HelpdeskMail.OAuth.Explanations;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Turns what MSAL throws into answers. Its exception types are not trusted to say whether somebody has to sign in: a wrong password and a request loop look alike there.</summary>
internal static class MsalFailures
{
    /// <summary>Runs a request; infrastructure failures become passing ones, refusals are explained, defects of ours go through.</summary>
    public static async Task<SignInAnswer> AnswerAsync(Func<Task<SignInAnswer>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception exception) when (From(exception) is { } refused)
        {
            return refused;
        }
    }

    /// <summary>What an exception of a request says; null for one that is a defect of ours or a cancellation.</summary>
    public static SignInAnswer.Refused? From(Exception exception) => exception switch
    {
        MsalException refusal => Refuse(refusal),
        TokenlessAnswerException => new SignInAnswer.Refused(PassingFailures.Unreadable, null),
        HttpRequestException failure => new SignInAnswer.Refused(PassingFailures.Unreachable(failure.Message), null),
        InvalidDataException => new SignInAnswer.Refused(PassingFailures.Unreachable("Its answer could not be unpacked."), null),
        TaskCanceledException { InnerException: TimeoutException } => new SignInAnswer.Refused(PassingFailures.TimedOut, null),
        _ => null,
    };

    private static SignInAnswer.Refused Refuse(MsalException exception)
    {
        var service = exception as MsalServiceException;
        var retryAfter = RetryAfter(service?.Headers);
        if (exception is MsalThrottledServiceException throttled)
        {
            return new(PassingFailures.Throttled, throttled.OriginalServiceException?.Message, retryAfter ?? RetryAfter(throttled.OriginalServiceException?.Headers));
        }

        if (ProviderError.FromBody(service?.ResponseBody) is { } told)
        {
            var explanation = Explainer.Explain(told);
            var passing = explanation.Mender != Mender.Nobody && Explainer.IsPassing(service!.StatusCode, told);
            return new(passing ? PassingFailures.OfStatus(service!.StatusCode) : explanation, Words(told), retryAfter);
        }

        return exception.ErrorCode switch
        {
            MsalError.RequestTimeout => new(PassingFailures.TimedOut, null, retryAfter),
            MsalError.UserNullError or MsalError.NoTokensFoundError => new(
                new("sign_in_missing", Mender.SigningIn, "The stored sign-in holds no refresh token.", "The provider gave none, or it was removed.", "Link again, with the scope offline_access."), null),
            // Entra words every refusal of its own as JSON: whatever else has a status is a proxy's page, a guest network's or a redirect of theirs.
            _ when service?.StatusCode is >= 200 => new(PassingFailures.OfStatus(service.StatusCode), null, retryAfter),
            _ => new(StandardErrors.Find(exception.ErrorCode), exception.Message),
        };
    }

    private static string Words(ProviderError error) => error.CorrelationId is { } id && !error.Text.Contains(id, StringComparison.OrdinalIgnoreCase)
        ? $"{error.Text} (correlation id {id})"
        : error.Text;

    private static TimeSpan? RetryAfter(HttpResponseHeaders? headers) =>
        headers?.RetryAfter is { } pause ? pause.Delta ?? (pause.Date is { } date && headers.Date is { } now ? date - now : null) : null;
}
