using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.OAuth.Tests.Audit;

public sealed class PurgeTests : OAuthFixture
{
    [Fact]
    public async Task What_is_old_enough_is_forgotten_and_strangers_visits_before_that()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        await new Journey(App).BeginAsync(email.Id);
        using var browser = App.Browser();
        using var refused = await browser.GetAsync("/oauth/callback?state=never-given-out&code=x");
        var purge = ActivatorUtilities.CreateInstance<PurgeJob>(App.Services);

        await purge.PurgeAsync(CancellationToken.None);
        (await CountsAsync()).ShouldBe((1, 2, 1));

        App.Time.Ahead = TimeSpan.FromDays(31);
        await purge.PurgeAsync(CancellationToken.None);
        (await CountsAsync()).ShouldBe((1, 2, 0));

        App.Time.Ahead = TimeSpan.FromDays(91);
        await purge.PurgeAsync(CancellationToken.None);
        (await CountsAsync()).ShouldBe((0, 2, 0));

        App.Time.Ahead = TimeSpan.FromDays(731);
        await purge.PurgeAsync(CancellationToken.None);
        (await CountsAsync()).ShouldBe((0, 0, 0));
    }

    private async Task<(int Attempts, int ByAdmins, int ByStrangers)> CountsAsync() => (
        await CountAsync("select count(*) from oauth.link_attempt"),
        await CountAsync("select count(*) from oauth.audit where admin_id is not null"),
        await CountAsync("select count(*) from oauth.audit where admin_id is null"));

    private async Task<int> CountAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
