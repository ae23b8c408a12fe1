using System.Net;
using System.Net.Http.Json;
using System.Text;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.OAuth.Tests.Doctor;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Restriction;

/// <summary>Whether an application reaches more mailboxes than its own.</summary>
public sealed class RestrictionTests(DoctorFixture fixture) : IClassFixture<DoctorFixture>
{
    private const string Forbidden = "director@contoso.example";
    private readonly OAuthApp app = fixture.App;

    [Theory]
    [InlineData("restricted@contoso.example", false, false, RestrictionVerdict.Restricted)]
    [InlineData("open@contoso.example", false, true, RestrictionVerdict.Unrestricted)]
    [InlineData("broken@contoso.example", true, false, RestrictionVerdict.Unclear)]
    public async Task An_application_is_judged_by_the_mailboxes_that_open(string address, bool linkedRefused, bool otherOpens, RestrictionVerdict expected)
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.Imap.Special = (tag, command) => command.StartsWith("AUTHENTICATE", StringComparison.Ordinal) && (linkedRefused || (!otherOpens && UserOf(command) == Forbidden))
            ? $"{tag} NO AUTHENTICATE failed.\r\n"
            : null;
        var email = await app.AddAsync(scene.Draft with { Address = address });

        var report = await CheckAsync(email.Id, Forbidden);

        report.Verdict.ShouldBe(expected, $"{report.Linked} {report.Other}");
        report.Policy.ShouldBeNull("no policy covers IMAP");
        report.Roles.ShouldContain($"New-ServicePrincipal -AppId '{email.Application!.ClientId}'");
        report.Roles.ShouldContain($"Remove-MailboxPermission -Identity '{Forbidden}'");
        report.Roles.ShouldContain("Application SMTP.SendAsApp");
        report.Roles.ShouldContain($"PrimarySmtpAddress -eq '{address}'");
        using var admin = app.As("helpdesk");
        (await admin.GetFromJsonAsync<RestrictionReport>($"/internal/admin/system-emails/{email.Id}/restriction"))!.Verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task An_application_that_only_sends_by_Graph_is_not_judged_by_what_it_cannot_open()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        var draft = scene.Draft with { Address = "sender@contoso.example", Receiving = null };
        var email = await app.AddAsync(draft with { Sending = draft.Sending! with { Protocol = SendingProtocol.Graph, Server = new("graph.microsoft.com", 443, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null) } });

        var report = await CheckAsync(email.Id, Forbidden);

        report.Verdict.ShouldBe(RestrictionVerdict.Unclear);
        report.Saw.ShouldContain("Mail.Send sends as every mailbox");
        report.Linked.ShouldContain("without sending");
        report.Policy!.ShouldContain($"Test-ApplicationAccessPolicy -Identity '{Forbidden}'");
        report.Roles.ShouldContain("Application Mail.Send");
    }

    [Fact]
    public async Task Somebody_s_own_sign_in_and_the_linked_mailbox_itself_are_not_asked_for()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        var application = await app.AddAsync(scene.Draft with { Address = "itself@contoso.example" });
        var person = await app.AddAsync(Drafts.ByPerson("person@contoso.example"));
        using var admin = app.As("helpdesk");

        (await admin.PostAsJsonAsync($"/internal/admin/system-emails/{application.Id}/restriction", new RestrictionRequest("Itself@contoso.example"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PostAsJsonAsync($"/internal/admin/system-emails/{application.Id}/restriction", new RestrictionRequest("x'; Remove-Mailbox"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.PostAsJsonAsync($"/internal/admin/system-emails/{person.Id}/restriction", new RestrictionRequest(Forbidden))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    // AUTHENTICATE XOAUTH2 base64("user=address^Aauth=Bearer token^A^A")
    private static string UserOf(string command) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(command.Split(' ')[2])).Split('\u0001')[0]["user=".Length..];

    private async Task<RestrictionReport> CheckAsync(Guid id, string forbidden)
    {
        using var admin = app.As("helpdesk");
        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/{id}/restriction", new RestrictionRequest(forbidden));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RestrictionReport>())!;
    }
}
