using System.Globalization;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Authorize;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary><c>POST /{tenant}/oauth2/v2.0/token</c>, and version 1.0 of it at <c>/{tenant}/oauth2/token</c>.</summary>
public sealed class TokenEndpoint(
    ClientCheck clients,
    AuthorizationCodeGrant codes,
    RefreshTokenGrant refreshes,
    ClientCredentialsGrant applications,
    PasswordGrant passwords,
    DeviceCodeGrant devices,
    FaultBoard faults,
    TimeProvider time)
{
    private FaultBoard Faults => faults;

    public static async Task<IResult> PostAsync(string tenant, HttpContext context, TokenEndpoint endpoint)
    {
        var request = await TokenRequest.ReadAsync(context.Request, tenant);
        context.Response.Headers.CacheControl = "no-store, no-cache";
        context.Response.Headers["client-request-id"] = request.Correlation.ToString();
        if (await endpoint.Faults.TakeAsync<AnswerSignInFault>(fault => fault.Concerns(request.ClientId, request["grant_type"]), context.RequestAborted) is { } ordered)
        {
            if (ordered.RetryAfter is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            return TypedResults.Text(ordered.Body ?? "", ordered.ContentType, statusCode: ordered.Status);
        }

        return await endpoint.GrantAsync(request, context.RequestAborted) switch
        {
            GrantResult.Granted granted when request.IsVersion1 => TypedResults.Json(Version1Answer.Of(granted.Answer)),
            GrantResult.Granted granted => TypedResults.Json(granted.Answer, options: AnswerJson.Options),
            GrantResult.Refused refused => endpoint.Answer(refused.Error, request),
            _ => throw new InvalidOperationException("A grant is granted or refused."),
        };
    }

    /// <summary>Anything but a POST: a person's browser shows the provider's own page.</summary>
    public static IResult RefuseGet(SignInPages pages) => pages.Show(EntraErrors.PostOnly);

    private async Task<GrantResult> GrantAsync(TokenRequest request, CancellationToken cancellation)
    {
        if (request["grant_type"] is not { } grant)
        {
            return EntraErrors.MissingParameter("grant_type");
        }

        if (grant == "password" && request.Tenant is ("common" or "consumers"))
        {
            return EntraErrors.PasswordGrantOverCommon;
        }

        var (application, unknown) = await clients.FindAsync(request.Tenant, request.ClientId, cancellation);
        if (unknown is not null)
        {
            return unknown;
        }

        if (await clients.ProveAsync(application!, request, cancellation) is { } unproved)
        {
            return unproved;
        }

        return grant switch
        {
            "authorization_code" => await codes.RedeemAsync(request, application!, cancellation),
            "refresh_token" => await refreshes.RedeemAsync(request, application!, cancellation),
            "client_credentials" => await applications.RedeemAsync(request, application!, cancellation),
            DeviceCodeGrant.Name or "device_code" => await devices.RedeemAsync(request, application!, cancellation),
            "password" => await passwords.RedeemAsync(request, application!, cancellation),
            _ => EntraErrors.GrantNotSupported(grant),
        };
    }

    /// <summary>A refusal as the token endpoint writes it.</summary>
    public JsonHttpResult<JsonObject> Answer(EntraError error, TokenRequest request)
    {
        var now = time.GetUtcNow();
        var trace = Guid.NewGuid();
        var body = new JsonObject
        {
            ["error"] = error.Error,
            ["error_description"] = error.Describe(trace, request.Correlation, now),
            ["error_codes"] = new JsonArray(error.Code),
            ["timestamp"] = EntraError.Timestamp(now),
            ["trace_id"] = trace.ToString(),
            ["correlation_id"] = request.Correlation.ToString(),
            ["error_uri"] = $"{request.Address}/error?code={error.Code}",
        };
        if (error.SubError is not null)
        {
            body["suberror"] = error.SubError;
        }

        if (error.Claims is not null)
        {
            body["claims"] = error.Claims;
        }

        return TypedResults.Json(body, statusCode: error.Status);
    }
}
