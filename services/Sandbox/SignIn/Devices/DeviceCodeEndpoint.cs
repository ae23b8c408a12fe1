using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Grants;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Devices;

/// <summary><c>POST /{tenant}/oauth2/v2.0/devicecode</c>: begins a sign-in that is finished at <c>/devicelogin</c>.</summary>
public sealed class DeviceCodeEndpoint(ClientCheck clients, DeviceCodes codes, TokenIssuer issuer, TokenEndpoint errors)
{
    public static async Task<IResult> PostAsync(string tenant, HttpContext context, DeviceCodeEndpoint endpoint)
    {
        var request = await TokenRequest.ReadAsync(context.Request, tenant);
        context.Response.Headers.CacheControl = "no-store, no-cache";
        return await endpoint.AnswerAsync(request, context.RequestAborted);
    }

    private async Task<IResult> AnswerAsync(TokenRequest request, CancellationToken cancellation)
    {
        var (application, error) = await clients.FindAsync(request.Tenant, request.ClientId, cancellation);
        error ??= await clients.RefusedAsync(application!, "devicecode", cancellation);
        error ??= RequestedScopes.Parse(request["scope"], request.Tenant).Error;
        if (error is not null)
        {
            return errors.Answer(error, request);
        }

        var lifetime = await issuer.LifetimeAsync("device-code", application!.ClientId, cancellation) ?? DeviceCodes.Lifetime;
        var (secret, userCode) = await codes.NewAsync("entra", $"{application.ClientId}", request.Tenant, request["scope"]!, lifetime, cancellation);
        var page = $"{request.Address}/devicelogin";
        return TypedResults.Json(new JsonObject
        {
            ["user_code"] = userCode,
            ["device_code"] = secret,
            ["verification_uri"] = page,
            ["expires_in"] = lifetime,
            ["interval"] = DeviceCodes.Interval,
            ["message"] = $"To sign in, use a web browser to open the page {page} and enter the code {userCode} to authenticate.",
        });
    }
}
