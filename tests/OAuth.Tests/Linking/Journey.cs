using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Tests.Linking;

/// <summary>Takes the steps of a sign-in that an admin and a browser take, one at a time.</summary>
internal sealed class Journey(OAuthApp app)
{
    public HttpClient Browser { get; } = app.Browser();

    public LinkStarted? Started { get; private set; }

    /// <summary>The admin's click on the helpdesk.</summary>
    public async Task<LinkStarted> BeginAsync(Guid systemEmailId, string? returnTo = null)
    {
        using var admin = app.As("helpdesk");
        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/{systemEmailId}/links", new LinkStart(returnTo));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return Started = (await answer.Content.ReadFromJsonAsync<LinkStarted>())!;
    }

    /// <summary>The browser at the start address; gives the provider's page.</summary>
    public async Task<Uri> OpenAsync()
    {
        using var answer = await Browser.GetAsync(Started!.StartUrl);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>The provider's page, where whoever the test says signs in; gives the callback with the code.</summary>
    public static async Task<Uri> SignInAsync(Uri page)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(page);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!;
    }

    /// <summary>The browser at the callback.</summary>
    public Task<HttpResponseMessage> ReturnAsync(Uri callback) => Browser.GetAsync(callback);

    /// <summary>All steps; gives what the banner says.</summary>
    public async Task<LinkAttempt> WholeAsync(Guid systemEmailId)
    {
        await BeginAsync(systemEmailId);
        using var answer = await ReturnAsync(await SignInAsync(await OpenAsync()));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return await BannerAsync();
    }

    public async Task<LinkAttempt> BannerAsync()
    {
        using var admin = app.As("helpdesk");
        return (await admin.GetFromJsonAsync<LinkAttempt>($"/internal/admin/links/{Started!.LinkId}"))!;
    }

    public static string Query(Uri address, string name) => QueryHelpers.ParseQuery(address.Query)[name].ToString();

    public static Uri With(Uri callback, params (string Name, string? Value)[] query) => new(QueryHelpers.AddQueryString(
        callback.GetLeftPart(UriPartial.Path), query.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal)));
}
