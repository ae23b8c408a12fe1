using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Api;

public sealed class WrongKeyTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Network = "2001:db8:1:2::";

    [Fact]
    public async Task Network_that_sends_wrong_keys_is_told_to_wait_while_right_keys_there_go_on_working()
    {
        var (key, ended) = (await host.KeyAsync(Role.Agent), await host.KeyAsync(Role.Admin));
        using var program = host.Program(key);
        using var right = await program.GetAsync("/api/v1/me");
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var guess = 0; guess < WrongKeys.PerMinute - 1; guess++)
        {
            using var wrong = await host.Program($"hdm_guess{guess}").GetAsync("/api/v1/me");
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var refused = await host.Program("hdm_more").GetAsync("/api/v1/me");
        using var unseen = await host.Program(ended).GetAsync("/api/v1/me");
        using var still = await program.GetAsync("/api/v1/me");
        using var noKey = await host.Browser().GetAsync("/api/v1/me");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("too_many_wrong_keys");
        unseen.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "whether a key is right is no longer told there");
        still.StatusCode.ShouldBe(HttpStatusCode.OK);
        noKey.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Wrong_keys_are_counted_by_network()
    {
        using var keys = new WrongKeys();
        for (var guess = 0; guess < WrongKeys.PerMinute; guess++)
        {
            keys.Refuses($"hdm_{guess}", IPAddress.Parse($"{Network}{guess + 1}")).ShouldBeNull();
        }

        keys.Refuses("hdm_x", IPAddress.Parse($"{Network}ffff")).ShouldNotBeNull();
        keys.Refuses("hdm_x", IPAddress.Parse("2001:db8:1:3::1")).ShouldBeNull();
    }

    [Fact]
    public void Key_that_was_ended_counts_as_a_wrong_one_from_then_on()
    {
        using var keys = new WrongKeys();
        keys.Note("hdm_right", isRight: true);
        for (var call = 0; call < WrongKeys.PerMinute * 2; call++)
        {
            keys.Refuses("hdm_right", IPAddress.Parse(Network)).ShouldBeNull();
        }

        keys.Note("hdm_right", isRight: false);
        for (var call = 0; call < WrongKeys.PerMinute; call++)
        {
            keys.Refuses("hdm_right", IPAddress.Parse(Network)).ShouldBeNull();
        }

        keys.Refuses("hdm_right", IPAddress.Parse(Network)).ShouldNotBeNull();
    }
}
