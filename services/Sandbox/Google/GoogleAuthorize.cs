using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Sandbox.Google;

/// <summary>
/// <c>/google/o/oauth2/v2/auth</c>: a person signs in and allows or not, on one page. A refresh token comes only of <c>access_type=offline</c>, and then only with the first consent or <c>prompt=consent</c>. Wrong clients, addresses
/// and scopes are shown on the provider's own page.
/// </summary>
public sealed class GoogleAuthorize(GoogleStore store)
{
    public static Task<IResult> GetAsync(HttpContext context, GoogleAuthorize endpoint) => endpoint.AnswerAsync(context, null);

    public static async Task<IResult> PostAsync(HttpContext context, GoogleAuthorize endpoint) => await endpoint.AnswerAsync(context, await context.Request.ReadFormAsync(context.RequestAborted));

    private static RazorComponentResult<GoogleRefusalPage> Show(int status, string error, string words) => new(new { Error = $"Error {status}: {error}", Words = words }) { StatusCode = status };

    private static RedirectHttpResult Return(string redirectUri, string? state, string name, string value, string? scope = null)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = state, [name] = value, ["scope"] = scope };
        return TypedResults.Redirect(QueryHelpers.AddQueryString(redirectUri, values.Where(pair => pair.Value is not null)));
    }

    private static bool IsRight(GoogleAccount account, string password) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(account.Password), Encoding.UTF8.GetBytes(password));

    private async Task<IResult> AnswerAsync(HttpContext context, IFormCollection? form)
    {
        string? Value(string name) => context.Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

        var cancellation = context.RequestAborted;
        if (await store.FindClientAsync(Value("client_id"), cancellation) is not { } client)
        {
            return Show(401, "invalid_client", "The OAuth client was not found.");
        }

        if (!client.Returns(Value("redirect_uri")))
        {
            return Show(400, "redirect_uri_mismatch", $"You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. redirect_uri={Value("redirect_uri")}");
        }

        var (scopes, invalid) = GoogleScopes.Read(Value("scope"));
        if (scopes is null || Value("response_type") != "code")
        {
            return scopes is null ? Show(400, "invalid_scope", invalid!) : Show(400, "invalid_request", "Required parameter is missing or wrong: response_type");
        }

        var (redirect, state) = (Value("redirect_uri")!, Value("state"));
        if (form?["step"].ToString() == "decline")
        {
            return Return(redirect, state, "error", "access_denied");
        }

        if (form is null)
        {
            return Value("prompt") == "none" ? Return(redirect, state, "error", "interaction_required") : await PageAsync(client, scopes, Value("login_hint"), null, cancellation);
        }

        if (await store.FindAccountAsync(form["account"].ToString(), cancellation) is not { } account || !IsRight(account, form["password"].ToString()))
        {
            return await PageAsync(client, scopes, form["account"].ToString(), "Wrong address or password. Try again.", cancellation);
        }

        var again = await store.ConsentAsync(client.ClientId, account.Id, scopes, cancellation);
        var prompts = (Value("prompt") ?? "").Split(' ').Contains("consent", StringComparer.Ordinal);
        var code = await store.NewCodeAsync(
            new GoogleGrant
            {
                ClientId = client.ClientId,
                AccountId = account.Id,
                RedirectUri = redirect,
                Scopes = scopes,
                Offline = Value("access_type") == "offline" && (!again || prompts),
                Nonce = Value("nonce"),
                Challenge = Value("code_challenge"),
                ChallengeMethod = Value("code_challenge_method"),
            },
            cancellation);
        return Return(redirect, state, "code", code, scopes);
    }

    private async Task<IResult> PageAsync(GoogleClient client, string scopes, string? address, string? problem, CancellationToken cancellation) =>
        new RazorComponentResult<GoogleSignInPage>(new { Application = client.Name, Scopes = scopes.Split(' '), Known = await store.AccountsAsync(cancellation), Address = address, Problem = problem });
}
