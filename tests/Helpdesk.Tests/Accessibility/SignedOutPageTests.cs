using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Accessibility;

/// <summary>The pages that are there before anybody has signed in: they fit, are accessible as far as a program can tell, and no script fails.</summary>
public sealed class SignedOutPageTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Pages_before_sign_in_are_accessible_and_fit()
    {
        var setup = new Uri(host.Services.GetRequiredService<FirstAdministrator>().Link).PathAndQuery;
        (await LookAsync(("set-up", setup))).ShouldBeEmpty();

        var invited = (await host.Services.GetRequiredService<Invitations>().InviteAsync("bo.lind@contoso.example", "Bo Lind", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        (await LookAsync(("sign-in", "/sign-in"), ("sign-in-code", "/sign-in/code"), ("forgotten", "/forgotten"), ("invitation", new Uri(invited.Link).PathAndQuery))).ShouldBeEmpty();
    }

    private async Task<List<string>> LookAsync(params (string Name, string Path)[] pages)
    {
        var faults = new List<string>();
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => faults.Add($"script: {error}");
        foreach (var (name, path) in pages)
        {
            await page.OpenAsync(host, path);
            await page.Locator("h1").First.WaitForAsync();
            page.Url.ShouldContain(path.Split('?')[0]);
            faults.AddRange(await page.LookAsync(name));
        }

        return faults;
    }
}
