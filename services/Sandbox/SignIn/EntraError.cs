using System.Globalization;

namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>
/// One refusal of the identity provider: the number after <c>AADSTS</c>, the OAuth 2.0 <c>error</c> it travels with, and the sentence.
/// </summary>
/// <param name="Code">Number after AADSTS.</param>
/// <param name="Error">RFC 6749 section 5.2 error or one of Entra's own.</param>
/// <param name="Message">The sentence after the number.</param>
/// <param name="Status">HTTP status of the token endpoint's answer.</param>
/// <param name="OwnPage">True: shown on the provider's own page and never returned to the redirect URI.</param>
/// <param name="SubError">Entra's <c>suberror</c>, which MSAL classifies by.</param>
public sealed record EntraError(int Code, string Error, string Message, int Status = StatusCodes.Status400BadRequest, bool OwnPage = false, string? SubError = null)
{
    /// <summary>JSON of the claims a client has to ask for interactively to get past the refusal; null: none.</summary>
    public string? Claims { get; init; }

    /// <summary>The text of <c>error_description</c>: the sentence and the three lines support asks for.</summary>
    public string Describe(Guid trace, Guid correlation, DateTimeOffset at) =>
        $"AADSTS{Code.ToString(CultureInfo.InvariantCulture)}: {Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {Timestamp(at)}";

    public static string Timestamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
