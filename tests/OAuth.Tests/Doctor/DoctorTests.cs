using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>Examinations of a mailbox that is broken in one respect, before it is saved and after.</summary>
public sealed class DoctorTests(DoctorFixture fixture) : IClassFixture<DoctorFixture>
{
    private readonly OAuthApp app = fixture.App;

    public static TheoryData<string> Broken => [.. BrokenSetups.All.Keys];

    [Fact]
    public async Task A_healthy_mailbox_passes_every_step()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.Protect(scene.Authority.Issue(["localhost"]));

        var report = await ExamineAsync(scene.Draft);

        report.Cause.ShouldBeNull(report.Text);
        report.Steps.ShouldAllBe(step => step.Outcome == DoctorOutcome.Passed && step.Saw != "" && step.Why != "");
        report.Steps.Select(step => (step.Direction, step.Name)).ShouldBe(
        [
            (null, "identity_provider"), (null, "clock"), (null, "credential"), (null, "token_contents"),
            (MailDirection.Receiving, "name_resolved"), (MailDirection.Receiving, "connected"), (MailDirection.Receiving, "tls"), (MailDirection.Receiving, "signed_in"),
            (MailDirection.Receiving, "mailbox_opened"), (MailDirection.Receiving, "folder_found"), (MailDirection.Receiving, "rights"), (MailDirection.Receiving, "quota"),
            (MailDirection.Sending, "name_resolved"), (MailDirection.Sending, "connected"), (MailDirection.Sending, "tls"), (MailDirection.Sending, "smtp_auth"), (MailDirection.Sending, "signed_in"),
            (MailDirection.Sending, "sending_allowed"), (MailDirection.Sending, "send_as"),
        ]);
        Step(report, "token_contents").Saw.ShouldContain("IMAP.AccessAsApp");
        Step(report, "quota").Saw.ShouldContain("10 of 100 MB");
        var tls = report.Steps.First(step => step is { Name: "tls", Direction: MailDirection.Receiving }).Saw;
        tls.ShouldContain("TLS 1.");
        tls.ShouldContain("HelpdeskMail test root");
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task The_cause_is_named_first_when(string broken)
    {
        var setup = BrokenSetups.All[broken];
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        setup.Break(scene);

        var report = await ExamineAsync(scene.Draft);

        var cause = report.Cause.ShouldNotBeNull(report.Text);
        $"{cause.Direction} {cause.Name} {cause.Code} {cause.Outcome}".Trim().ShouldBe($"{setup.Direction} {setup.Step} {setup.Code} Failed".Trim(), report.Text);
        $"{cause.Saw} {cause.Remedy} {cause.Command}".ShouldContain(setup.Says);
        report.Text.Split('\n').Skip(2).First(line => line.StartsWith("  ", StringComparison.Ordinal)).Trim().ShouldBe(cause.Saw);
        report.Text.ShouldContain(scene.Draft.Application?.ClientId ?? Scene.Address);
        foreach (var secret in fixture.Provider.GivenOut.Append(IdentityProvider.ClientSecret).Append("correct horse battery"))
        {
            report.Text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task What_works_is_still_looked_at_when_the_sign_in_fails()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        fixture.Provider.TokenFailure = IdentityProvider.Failure.Entra(7000222, "invalid_client");

        var report = await ExamineAsync(scene.Draft);

        report.Steps.Where(step => step.Name == "connected").ShouldAllBe(step => step.Outcome == DoctorOutcome.Passed);
        report.Steps.Where(step => step.Name is "signed_in" or "mailbox_opened" or "sending_allowed").ShouldAllBe(step => step.Outcome == DoctorOutcome.NotReached);
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_a_warning()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.Protect(scene.Authority.Issue(["localhost"], until: TimeProvider.System.GetUtcNow().AddDays(5)));

        var report = await ExamineAsync(scene.Draft);

        report.Outcome.ShouldBe(DoctorOutcome.Warned);
        report.Cause!.Code.ShouldBe("certificate_ends_soon");
    }

    [Fact]
    public async Task A_token_that_servers_take_is_no_failure_whatever_it_says()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        fixture.Provider.AccessTokenClaims = Scene.Claims("https://mail.example", "Something.Else");

        (await ExamineAsync(scene.Draft)).Outcome.ShouldBe(DoctorOutcome.Warned);
    }

    [Fact]
    public async Task A_report_of_a_saved_mailbox_is_kept_and_a_draft_s_is_not()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.Draft = scene.Draft with { Address = "kept@contoso.example" };
        var email = await app.AddAsync(scene.Draft);
        using var admin = app.As("helpdesk");
        (await admin.GetAsync($"/internal/admin/system-emails/{email.Id}/doctor")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var unsaved = await ExamineAsync(scene.Draft with { Application = scene.Draft.Application! with { ClientSecret = null } }, email.Id);
        unsaved.Outcome.ShouldBe(DoctorOutcome.Passed, unsaved.Text);
        (await admin.GetAsync($"/internal/admin/system-emails/{email.Id}/doctor")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var answer = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/doctor", null);

        var report = (await answer.Content.ReadFromJsonAsync<DoctorReport>())!;
        (await admin.GetFromJsonAsync<DoctorReport>($"/internal/admin/system-emails/{email.Id}/doctor"))!.Text.ShouldBe(report.Text);
        report.SystemEmailId.ShouldBe(email.Id);
    }

    [Fact]
    public async Task A_stored_secret_is_not_shown_to_a_server_it_was_not_saved_for()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.ByPassword();
        scene.Draft = scene.Draft with { Address = "elsewhere@contoso.example" };
        var email = await app.AddAsync(scene.Draft);
        await using var stranger = ScriptedMail.Imap();
        scene.Receiving(server => server with { Port = stranger.Port });
        using var admin = app.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/doctor?of={email.Id}", scene.Draft with { Password = null });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("secret_needed");
    }

    [Fact]
    public async Task An_hour_s_examination_falls_to_one_replica_and_tries_no_refused_password_again()
    {
        await using var scene = Scene.Healthy(fixture.Provider, app.Time);
        scene.ByPassword();
        scene.Draft = scene.Draft with { Address = "hourly@contoso.example" };
        scene.Imap.Answers["AUTHENTICATE"] = "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n";
        var email = await app.AddAsync(scene.Draft);
        using var admin = app.As("helpdesk");
        using var tested = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/test", null);
        var doctor = app.Services.GetRequiredService<MailDoctor>();
        var table = app.Services.GetRequiredService<DoctorTable>();
        var stored = (await app.Services.GetRequiredService<SystemEmailTable>().FindAsync(email.Id, TestContext.Current.CancellationToken))!;

        var report = await doctor.ExamineAsync(stored, Occasion.Hourly, TestContext.Current.CancellationToken);

        report.Cause!.Code.ShouldBe("password_refused");
        report.Steps.Single(step => step is { Name: "signed_in", Direction: MailDirection.Receiving }).Outcome.ShouldBe(DoctorOutcome.NotReached);
        var now = app.Time.GetUtcNow() + TimeSpan.FromHours(3);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => table.TakeDueAsync(now, now + TimeSpan.FromMinutes(15), 100, TestContext.Current.CancellationToken)));
        taken.SelectMany(ids => ids).Count(id => id == email.Id).ShouldBe(1);
    }

    private static DoctorStep Step(DoctorReport report, string name) => report.Steps.First(step => step.Name == name);

    private async Task<DoctorReport> ExamineAsync(SystemEmailDraft draft, Guid? of = null)
    {
        using var admin = app.As("helpdesk");
        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/doctor{(of is null ? "" : $"?of={of}")}", draft);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<DoctorReport>())!;
    }
}
