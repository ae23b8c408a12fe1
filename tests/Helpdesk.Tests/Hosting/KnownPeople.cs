using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Correspondents;
using HelpdeskMail.Helpdesk.People;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>People of the helpdesk: those who have written, and agents.</summary>
internal static class KnownPeople
{
    /// <summary>Waits until the address fields know everybody who has written so far.</summary>
    public static Task KnowAsync(this HelpdeskHost host) => Eventually.HoldsAsync("the people of all entries are taken over", async () =>
    {
        await host.Services.GetRequiredService<KnownAddressWork>().TakeOverAsync(default);
        return await host.QueryAsync<bool>("select entry_id = (select max(id) from helpdesk.entry) from helpdesk.known_address_progress");
    });

    /// <summary>An agent with the password of all tests, who has taken up the invitation in a browser and is signed in there.</summary>
    public static async Task<Person> InvitedAsync(this HelpdeskHost host, HttpClient browser, string email)
    {
        var invited = (await host.Services.GetRequiredService<Invitations>().InviteAsync(email, "An Agent", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        var link = new Uri(invited.Link);
        using var answer = await HelpdeskHost.PostAsync(browser, link.PathAndQuery, "/invitation", ("key", link.Query["?key=".Length..]), ("password", HelpdeskHost.Password));
        answer.Headers.Location!.ToString().ShouldBe("/");
        return (await host.Services.GetRequiredService<PersonTable>().FindAsync(invited.PersonId, default))!;
    }

    /// <summary>An agent to whom only some mailboxes are open, with the password of all tests.</summary>
    public static async Task<Guid> AgentOfAsync(this HelpdeskHost host, string email, params Guid[] mailboxes)
    {
        var invited = (await host.Services.GetRequiredService<Invitations>().InviteAsync(email, "Sal Sales", Role.Agent, mailboxes, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        var link = new Uri(invited.Link);
        using var browser = host.Browser();
        using var answer = await HelpdeskHost.PostAsync(browser, link.PathAndQuery, "/invitation", ("key", link.Query["?key=".Length..]), ("password", HelpdeskHost.Password));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        return invited.PersonId;
    }
}
