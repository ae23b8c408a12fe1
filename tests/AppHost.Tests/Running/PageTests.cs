using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>The AppHost's page and its JSON, on a running AppHost.</summary>
public sealed class PageTests(RunningAppHost running) : IClassFixture<RunningAppHost>
{
    [Fact]
    public async Task List_shows_every_resource_of_the_model_and_no_parameter()
    {
        var resources = await running.AppHost.Api.GetFromJsonAsync<JsonElement>("/api/resources");

        resources.EnumerateArray().Select(resource => resource.GetProperty("name").GetString()).ShouldBe(
            ["postgres", "database", "mailstore", "oauth", "fetch", "helpdesk", "reply", "sandbox"]);
    }

    [Fact]
    public async Task Environment_of_a_project_has_its_secrets_masked()
    {
        await running.AppHost.WhenAsync("mailstore");
        var addresses = await running.AppHost.ConnectAsync();
        var text = await running.AppHost.Api.GetStringAsync("/api/resources/mailstore");
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(
            await File.ReadAllTextAsync(Path.Combine(running.Folder.Path, "data", "secrets.json")))!;

        secrets.ShouldContainKey("postgres-password");
        secrets.ShouldContainKey("fetch-key");
        secrets.Values.ShouldAllBe(secret => !text.Contains(secret) && !text.Contains(Uri.EscapeDataString(secret)));
        var environment = JsonDocument.Parse(text).RootElement.GetProperty("environment").EnumerateArray()
            .ToDictionary(variable => variable.GetProperty("name").GetString()!, variable => variable.GetProperty("value").GetString()!);
        environment["ASPNETCORE_URLS"].ShouldBe(addresses.GetProperty("endpoints").GetProperty("mailstore").GetProperty("http").GetString());
        environment["ConnectionStrings__helpdesk"].ShouldContain("Database=helpdesk");
        environment["ServiceCalls__Callers__fetch"].ShouldBe("••••••••");
    }

    [Fact]
    public async Task Stopped_resource_is_stopped_and_starts_again_when_asked()
    {
        var first = (await running.AppHost.WhenAsync("mailstore")).GetProperty("processId").GetInt32();

        (await running.AppHost.Api.PostAsync("/api/resources/mailstore/stop", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await running.AppHost.WhenAsync("mailstore", "Stopped")).GetProperty("processId").ValueKind.ShouldBe(JsonValueKind.Null);
        ProcessTree.IsAlive(first).ShouldBeFalse();

        await running.AppHost.Api.PostAsync("/api/resources/mailstore/start", content: null);
        (await running.AppHost.WhenAsync("mailstore")).GetProperty("processId").GetInt32().ShouldNotBe(first);
    }

    [Fact]
    public async Task Crashed_resource_is_started_again_and_counted()
    {
        var before = await running.AppHost.WhenAsync("mailstore");
        var id = before.GetProperty("processId").GetInt32();

        Process.GetProcessById(id).Kill();

        await Eventually.HoldsAsync("the crash is counted", async () =>
            (await running.AppHost.Api.GetFromJsonAsync<JsonElement>("/api/resources/mailstore")).GetProperty("restarts").GetInt32()
            > before.GetProperty("restarts").GetInt32());
        (await running.AppHost.WhenAsync("mailstore")).GetProperty("processId").GetInt32().ShouldNotBe(id);
        await running.AppHost.SaysAsync("ended with exit code 137");
    }

    [Fact]
    public async Task Log_holds_what_a_resource_wrote()
    {
        await running.AppHost.WhenAsync("database");

        // The server lets clients in a moment before it says so.
        await Eventually.HoldsAsync("the log holds that PostgreSQL is ready", async () =>
            (await running.AppHost.Api.GetFromJsonAsync<JsonElement>("/api/resources/postgres/log")).EnumerateArray()
                .Any(line => line.GetProperty("text").GetString()!.Contains("database system is ready", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Log_stream_sends_the_lines_there_are_and_goes_on_after_the_last_one_seen()
    {
        await running.AppHost.WhenAsync("database");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/resources/postgres/log/stream");
        request.Headers.Add("Last-Event-ID", "1");

        using var answer = await running.AppHost.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await reader.ReadLineAsync()).ShouldBe("id: 2");
        (await reader.ReadLineAsync())!.ShouldStartWith("data: {\"number\":2,");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/resources")]
    [InlineData("/api/resources/postgres/log/stream")]
    [InlineData("/login?t=wrong")]
    [InlineData("/nothing")]
    public async Task Page_refuses_who_does_not_know_the_token(string path)
    {
        await running.AppHost.ConnectAsync();
        using var stranger = new HttpClient { BaseAddress = running.AppHost.Api.BaseAddress };

        (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Page_refuses_a_host_name_that_is_not_the_machine()
    {
        await running.AppHost.ConnectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/resources");
        request.Headers.Host = "attacker.example";

        (await running.AppHost.Api.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Page_refuses_a_command_that_another_site_sends()
    {
        await running.AppHost.ConnectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/resources/mailstore/stop");
        request.Headers.Add("Origin", "http://attacker.example");

        (await running.AppHost.Api.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Login_link_signs_a_browser_in()
    {
        var page = (await running.AppHost.ConnectAsync()).GetProperty("page");
        using var browser = new HttpClient { BaseAddress = running.AppHost.Api.BaseAddress };

        var answer = await browser.GetAsync($"/login?t={page.GetProperty("token").GetString()}");

        answer.RequestMessage!.RequestUri!.PathAndQuery.ShouldBe("/");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<title>HelpdeskMail resources</title>");
    }

    [Theory]
    [InlineData("/api/resources/nobody/stop", HttpStatusCode.NotFound)]
    [InlineData("/api/resources/mailstore/explode", HttpStatusCode.BadRequest)]
    [InlineData("/api/resources/mailstore/0", HttpStatusCode.BadRequest)]
    public async Task Command_that_makes_no_sense_is_refused(string path, HttpStatusCode expected)
    {
        await running.AppHost.ConnectAsync();

        (await running.AppHost.Api.PostAsync(path, content: null)).StatusCode.ShouldBe(expected);
    }
}
