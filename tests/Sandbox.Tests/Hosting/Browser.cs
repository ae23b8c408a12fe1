using System.Net;

namespace HelpdeskMail.Sandbox.Tests.Hosting;

/// <summary>A person at the sign-in pages: keeps cookies, fills in forms, stops where he is sent to an application.</summary>
public sealed class Browser(Uri sandbox) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    /// <summary>Opens an address of the Sandbox, whatever host and scheme it names.</summary>
    public Task<HttpResponseMessage> OpenAsync(Uri address) => http.GetAsync(Here(address));

    public Task<HttpResponseMessage> SubmitAsync(Uri address, params (string Name, string Value)[] fields) =>
        http.PostAsync(Here(address), new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Signs in and consents where asked.</summary>
    /// <returns>The values the application is sent.</returns>
    public async Task<Dictionary<string, string>> AuthorizeAsync(Uri address, string account)
    {
        var answer = await SubmitAsync(address, ("step", "sign-in"), ("account", account), ("password", WellKnown.Password));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Permissions requested");
            answer = await SubmitAsync(address, ("step", "accept"));
        }

        return Sent(answer);
    }

    /// <summary>The query of the redirect an answer is.</summary>
    public static Dictionary<string, string> Sent(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        return query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    public void Dispose() => http.Dispose();

    private Uri Here(Uri address) => new(sandbox, address.PathAndQuery);
}
