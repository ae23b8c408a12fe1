using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Webhooks;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Accessibility;

/// <summary>Every page there is on a phone, with names and addresses as long as they come and everything that folds unfolded: none scrolls sideways.</summary>
public sealed class PhonePageTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    private const string LongAddress = "customer.care.and.technical.support.department@subsidiary-with-a-long-name.contoso-international-holding.example";
    private static readonly string LongWord = $"Donaudampfschifffahrtselektrizitätenhauptbetriebswerk{new string('x', 40)}";

    [Fact]
    public async Task No_page_is_wider_than_a_phone_however_long_its_names_are()
    {
        var places = await SeedAsync();
        var pages = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Distinct().ToList();
        await using var context = await browser.NewContextAsync(360);
        var page = await host.SignInAsync(context);
        var wide = new List<string>();
        foreach (var path in pages.Select(pattern => places.GetValueOrDefault(pattern, pattern)).Append("/webhooks?log=" + places["webhook"]))
        {
            path.ShouldNotContain("{", customMessage: "a page that this test knows no example of");
            await page.OpenAsync(host, path);
            await page.Locator("main").First.WaitForAsync();
            await AddAsync(path);
            await page.EvaluateAsync("for (const fold of document.querySelectorAll('main details')) fold.open = true");
            await AddAsync($"{path}, unfolded");
        }

        pages.Count.ShouldBeGreaterThan(25);
        wide.ShouldBeEmpty();

        async Task AddAsync(string name)
        {
            var widest = await page.EvaluateAsync<string?>(
                """
                () => {
                  const whole = document.documentElement;
                  if (whole.scrollWidth <= whole.clientWidth) return null;
                  const beyond = [...document.querySelectorAll("body *")].filter(part => part.getBoundingClientRect().right > whole.clientWidth + 0.5 && !part.closest(".table-place"));
                  return `${whole.scrollWidth - whole.clientWidth} px: ${beyond.slice(0, 4).map(part => part.outerHTML.slice(0, 120)).join(" … ")}`;
                }
                """);
            if (widest is not null)
            {
                wide.Add($"{name}: {widest}");
            }
        }
    }

    [Fact]
    public async Task People_are_looked_after_on_a_phone_without_moving_the_table_sideways()
    {
        await SeedAsync();
        await using var context = await browser.NewContextAsync(360);
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, "/people");

        (await page.Locator(".table-place").EvaluateAsync<int>("table => table.scrollWidth - table.clientWidth")).ShouldBe(0);
        foreach (var button in await page.Locator("tbody button:visible").AllAsync())
        {
            var place = (await button.BoundingBoxAsync())!;
            (place.X >= 0 && place.X + place.Width <= 360).ShouldBeTrue(await button.InnerTextAsync());
        }
    }

    /// <summary>Fills the pages; gives an example for each pattern of an address that has a place to fill.</summary>
    private async Task<Dictionary<string, string>> SeedAsync()
    {
        var actor = await host.ActorAsync();
        var mailbox = Guid.NewGuid();
        host.OAuth.Settings.Add(StubOAuth.Email(mailbox, $"{mailbox:N}.{LongAddress}"[^100..], LongWord));
        await host.Services.GetRequiredService<SystemEmailWatch>().ReadAsync(default);
        await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}.{LongAddress}", LongWord, Role.Agent, [mailbox], actor, default);
        await host.Services.GetRequiredService<ApiKeys.ApiKeyTable>().CreateAsync(LongWord, Role.Admin, actor, default);
        var answer = Guid.NewGuid();
        await host.Services.GetRequiredService<CannedAnswerTable>().SaveAsync(new CannedAnswer { Id = answer, Name = LongWord, Shortcut = $"{answer:N}"[..20], Text = LongWord }, actor, default);
        await host.Services.GetRequiredService<RuleTable>().SaveAsync(
            new Rule { Id = Guid.NewGuid(), Name = LongWord, SystemEmailId = mailbox, Conditions = [new RuleCondition(RuleField.Sender, RuleMatch.Is, LongAddress)], Actions = new RuleActions { Refuse = true } }, actor, default);
        var (webhook, problem) = await host.Services.GetRequiredService<WebhookTable>().AddAsync(new WebhookDraft(LongWord, $"https://127.0.0.1:9/{LongWord}", WebhookEvents.All), actor, default);
        problem.ShouldBeNull();
        await host.ReceiveAsync(Mails.Plain(subject: LongWord, from: $"{LongWord} <{LongAddress}>"));
        var ticket = (await host.ReceiveAsync(Mails.WithPictureAndFile())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var file = await host.QueryAsync<long>("select attachment.id from helpdesk.attachment join helpdesk.entry on entry.id = entry_id where ticket_number = @ticket and file_name = 'invoice.pdf' limit 1", new { ticket });
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/attachments/{Id:long}/look"] = $"/attachments/{file}/look",
            ["/canned-answers/{Id:guid}/use"] = $"/canned-answers/{answer}/use",
            ["/rules/mailboxes/{Id:guid}"] = $"/rules/mailboxes/{mailbox}",
            ["/system-emails/{Id:guid}"] = $"/system-emails/{mailbox}",
            ["/system-emails/{Id:guid}/mailbox"] = $"/system-emails/{mailbox}/mailbox",
            ["/tickets/{Number:long}"] = $"/tickets/{ticket}",
            ["webhook"] = webhook!.Id.ToString(),
        };
    }
}
