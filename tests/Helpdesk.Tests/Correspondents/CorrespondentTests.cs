using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Helpdesk.Correspondents;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Correspondents;

public sealed class CorrespondentTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private CorrespondentTable Table => host.Services.GetRequiredService<CorrespondentTable>();

    [Fact]
    public async Task Person_has_the_name_they_write_under_the_organisation_of_their_domain_and_their_tickets()
    {
        var (one, two) = ($"{Guid.NewGuid():N}@shop.example", $"{Guid.NewGuid():N}@gmail.com");
        var first = await OpenAsync(Mails.Plain(subject: "One", from: $"Cleo Marsh <{one}>"));
        var second = await OpenAsync(Mails.Plain(subject: "Two", from: two));

        var apart = await Table.FindAsync(one.ToUpperInvariant(), (await host.ActorAsync()).Id, default);
        apart.Name.ShouldBe("Cleo Marsh");
        apart.Organisation.ShouldBe(new Organisation("shop.example", "shop.example"));
        apart.Recent.ShouldHaveSingleItem().Number.ShouldBe(first);
        (await Table.FindAsync(two, (await host.ActorAsync()).Id, default)).Organisation.ShouldBeNull();

        (await Table.JoinAsync(one, two, await host.ActorAsync(), default)).ShouldBeTrue();
        var joined = await Table.FindAsync(two, (await host.ActorAsync()).Id, default);
        joined.Addresses.ShouldBe([two, one]);
        joined.Name.ShouldBe("Cleo Marsh");
        joined.Recent.Select(ticket => ticket.Number).ShouldBe([first, second], ignoreOrder: true);
        joined.OpenTickets.ShouldBe(2);
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets/{second}")).ShouldContain($"#{first} One");

        (await Table.SeparateAsync(two, await host.ActorAsync(), default)).ShouldBeTrue();
        (await Table.FindAsync(one, (await host.ActorAsync()).Id, default)).Addresses.ShouldBe([one]);
    }

    [Fact]
    public async Task Number_in_the_subject_counts_from_another_address_of_the_same_person()
    {
        var (one, two) = ($"{Guid.NewGuid():N}@shop.example", $"{Guid.NewGuid():N}@home.example");
        var ticket = await OpenAsync(Mails.Plain(from: one));
        (await OpenAsync(Mails.Plain(from: two, subject: $"Re: [#{ticket}]"))).ShouldNotBe(ticket);

        await Table.JoinAsync(one, two, await host.ActorAsync(), default);

        (await OpenAsync(Mails.Plain(from: two, subject: $"Re: [#{ticket}]"))).ShouldBe(ticket);
    }

    [Fact]
    public async Task Names_are_given_by_the_api()
    {
        var address = $"{Guid.NewGuid():N}@maker.example";
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var named = await program.PutAsJsonAsync($"/api/v1/correspondents/{address}/name", new { name = "Mr Maker" });
        using var organisation = await program.PutAsJsonAsync("/api/v1/organisations/maker.example/name", new { name = "Makers Ltd" });
        using var wrong = await program.PutAsync($"/api/v1/correspondents/{address}/addresses/nonsense", null);

        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var found = (await program.GetFromJsonAsync<Correspondent>($"/api/v1/correspondents/{address}"))!;
        found.Name.ShouldBe("Mr Maker");
        found.Organisation.ShouldBe(new Organisation("maker.example", "Makers Ltd"));
    }

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
