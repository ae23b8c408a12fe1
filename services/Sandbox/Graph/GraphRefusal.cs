using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Writes a <see cref="GraphError"/>: JSON with the request's ids and, to 401, the challenge.</summary>
public sealed class GraphRefusal(GraphError error) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, time) = (httpContext.Response, httpContext.RequestServices.GetRequiredService<TimeProvider>());
        response.StatusCode = error.Status;
        if (response.Headers["request-id"].Count == 0)
        {
            response.Headers["request-id"] = Guid.NewGuid().ToString();
        }

        if (error.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            var address = $"{httpContext.Request.Scheme}://{httpContext.Request.Host}";
            var claims = error.Claims is null ? "" : $", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(error.Claims))}\"";
            response.Headers.WWWAuthenticate = $"Bearer realm=\"\", authorization_uri=\"{address}/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"{claims}";
        }

        await response.WriteAsJsonAsync(
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = error.Code,
                    ["message"] = error.Message,
                    ["innerError"] = new JsonObject
                    {
                        ["date"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
                        ["request-id"] = response.Headers["request-id"].ToString(),
                        ["client-request-id"] = response.Headers["client-request-id"].ToString(),
                    },
                },
            },
            httpContext.RequestAborted);
    }
}
