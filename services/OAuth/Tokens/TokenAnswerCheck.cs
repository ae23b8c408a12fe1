using System.Text.Json;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Looks at what comes back for a token request before the sign-in library does, which ends in defects of its own over an answer of status 200 that is none: the page of a proxy or of a guest network.
/// </summary>
internal sealed class TokenAnswerCheck(int largestAnswer) : DelegatingHandler
{
    /// <inheritdoc/>
    /// <exception cref="TokenlessAnswerException">The answer of a token request holds neither a token nor an error.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Post || !answer.IsSuccessStatusCode)
        {
            return answer;
        }

        await answer.Content.LoadIntoBufferAsync(largestAnswer, cancellationToken);
        if (HoldsSomething(await answer.Content.ReadAsByteArrayAsync(cancellationToken)))
        {
            return answer;
        }

        answer.Dispose();
        throw new TokenlessAnswerException();
    }

    private static bool HoldsSomething(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && ((document.RootElement.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String) || document.RootElement.TryGetProperty("error", out _));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
