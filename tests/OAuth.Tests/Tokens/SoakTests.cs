using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Alerts;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.OAuth.Tests.Tokens;

/// <summary>
/// Tokens of seconds, three replicas, steady demand, and an identity provider that goes away in between. Half a minute here; <c>HELPDESKMAIL_SOAK_MINUTES=10 dotnet test --filter SoakTests</c> takes tokens of
/// 30 s, ten minutes, and lets the provider be away for two of them.
/// </summary>
public sealed class SoakTests : OAuthFixture
{
    private const int Mailboxes = 4;
    private const int WorkersPerReplica = 3;

    private static readonly int Minutes = int.TryParse(Environment.GetEnvironmentVariable("HELPDESKMAIL_SOAK_MINUTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : 0;
    private static readonly TimeSpan Whole = Minutes > 0 ? TimeSpan.FromMinutes(Minutes) : TimeSpan.FromSeconds(18);
    private static readonly TimeSpan Life = Minutes > 0 ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(4);
    private static readonly TimeSpan AwayFor = Whole / 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(Minutes > 0 ? 200 : 25);
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    private readonly ConcurrentBag<string> surprises = [];
    private int served;

    [Fact]
    public async Task Tokens_of_seconds_are_renewed_once_each_and_an_absence_of_the_provider_is_got_over_without_a_hand_or_an_alarm()
    {
        Provider.TokenLifetime = Life;
        var ids = new List<Guid>();
        for (var number = 0; number < Mailboxes; number++)
        {
            ids.Add(await LinkAsync($"box{number}@contoso.example"));
        }

        await using var second = Replica();
        await using var third = Replica();
        OAuthApp[] replicas = [App, second, third];
        using var end = new CancellationTokenSource(Whole + AwayFor);
        var away = BeAwayAsync();
        var work = replicas.SelectMany(replica => Enumerable.Range(0, WorkersPerReplica).Select(worker => WorkAsync(replica, ids, worker, end.Token)));
        await Task.WhenAll([.. work, .. replicas.Select(replica => WatchAsync(replica, end.Token)), away]);

        foreach (var id in ids)
        {
            await Eventually.HoldsAsync("every replica hands out a token again", async () =>
                (await Task.WhenAll(replicas.Select(replica => replica.CredentialAsync(id)))).All(answer => answer.StatusCode == HttpStatusCode.OK), Recovery);
            (await App.ViewAsync(id)).Health.State.ShouldBe(LinkState.Healthy);
        }

        surprises.ShouldBeEmpty();
        served.ShouldBeGreaterThan(100);
        var redeemed = Provider.TokenRequests.Where(form => form["grant_type"] == "refresh_token").Select(form => form["refresh_token"]).ToList();
        redeemed.Count.ShouldBeGreaterThan(Mailboxes);
        redeemed.ShouldBeUnique();
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        (await connection.ExecuteScalarAsync<long>("select count(*) from alert_notice")).ShouldBe(0);
        (await connection.ExecuteScalarAsync<long>("select count(*) from health where state = 'NeedsSignIn'")).ShouldBe(0);
    }

    private async Task<Guid> LinkAsync(string address)
    {
        Provider.SignsInAs = address;
        var email = await App.AddAsync(Drafts.ByPerson(address));
        (await new Journey(App).WholeAsync(email.Id)).State.ShouldBe(LinkAttemptState.Succeeded);
        return email.Id;
    }

    private async Task BeAwayAsync()
    {
        await Task.Delay(Whole / 3);
        Provider.Away = true;
        await Task.Delay(AwayFor);
        Provider.Away = false;
    }

    /// <summary>Asks as Fetch does. A token that is handed out must be good; none may be refused for good, and while the provider is there none should be.</summary>
    private async Task WorkAsync(OAuthApp replica, List<Guid> ids, int worker, CancellationToken cancellation)
    {
        for (var turn = worker; !cancellation.IsCancellationRequested; turn++)
        {
            var asked = replica.Time.GetUtcNow();
            using var answer = await replica.CredentialAsync(ids[turn % ids.Count]);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var credential = (await answer.Content.ReadFromJsonAsync<Credential>(CancellationToken.None))!;
                Interlocked.Increment(ref served);
                Expect(credential.ExpiresAt > asked, $"a token that ended at {credential.ExpiresAt:O}, asked for at {asked:O}");
            }
            else
            {
                Expect(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private static async Task WatchAsync(OAuthApp replica, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await replica.Services.GetRequiredService<AlertWatch>().RunAsync(CancellationToken.None);
            await Task.Delay(500, CancellationToken.None);
        }
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            surprises.Add(otherwise);
        }
    }
}
