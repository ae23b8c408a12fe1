using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class PageTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Theory]
    [InlineData("/", "support@contoso.example")]
    [InlineData("/mailboxes/support@contoso.example/INBOX", "Order 10482 has not arrived")]
    [InlineData("/mailboxes/support@contoso.example/INBOX/1", "Berg Ceramics, Malm")]
    [InlineData("/mailboxes/support@contoso.example/INBOX/1?view=source", "Return-Path: &lt;anna@customer.example&gt;")]
    [InlineData("/write?reply=support@contoso.example/INBOX/1", "Re: Order 10482 has not arrived")]
    [InlineData("/sent", "Sent")]
    [InlineData("/sessions", "Protocol log")]
    [InlineData("/directory", "expired-secret-value")]
    [InlineData("/faults", "smtp-drops-at-dot-delivered")]
    public async Task A_page_shows_what_it_is_for(string path, string words)
    {
        var page = await sandbox.Http.GetStringAsync(path);
        page.ShouldContain(words);
        page.ShouldContain("</html>");
    }

    [Theory]
    [InlineData("/mailboxes/nobody@nowhere.example/INBOX")]
    [InlineData("/mailboxes/support@contoso.example/INBOX/999")]
    [InlineData("/sent/00000000-0000-0000-0000-000000000000")]
    [InlineData("/assets/..%2fProgram.cs")]
    public async Task What_is_not_there_is_not_found(string path) =>
        (await sandbox.Http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Html_is_shown_where_it_can_do_nothing_and_finds_its_pictures()
    {
        var answer = await sandbox.Http.GetAsync("/mailboxes/support@contoso.example/INBOX/2/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox; default-src 'none'");
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("/mailboxes/support@contoso.example/INBOX/2/parts/2");
        var picture = await sandbox.Http.GetAsync("/mailboxes/support@contoso.example/INBOX/2/parts/2");
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await picture.Content.ReadAsByteArrayAsync())[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }

    [Fact]
    public async Task The_form_sends_text_files_and_pictures()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Änne Ö <aenne@customer.example>"), "from" },
            { new StringContent("form@contoso.example, second@contoso.example"), "to" },
            { new StringContent("Größe: " + new string('ß', 80)), "subject" },
            { new StringContent("Text\n.\nEnde"), "text" },
            { new StringContent("Auto-Submitted: no"), "headers" },
            { new ByteArrayContent([1, 2, 3]), "files", "Rechnung für Ä.pdf" },
            { new ByteArrayContent([137, 80, 78, 71]), "pictures", "bild.png" },
        };
        var answer = await sandbox.Http.PostAsync("/write", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var raw = await sandbox.Http.GetByteArrayAsync("/api/mailboxes/second@contoso.example/folders/INBOX/messages/1");
        var message = HelpdeskMail.Mail.Mime.MimeMessage.Parse(raw);
        message.Subject.ShouldBe("Größe: " + new string('ß', 80));
        message.From[0].DisplayName.ShouldBe("Änne Ö");
        message.To.Select(to => to.Address).ShouldBe(["form@contoso.example", "second@contoso.example"]);
        message.Headers.Get("Auto-Submitted").ShouldBe("no");
        message.Root.Walk().Select(part => part.FileName).ShouldContain("Rechnung für Ä.pdf");
        message.Root.Walk().Single(part => part.ContentType.Is("text", "html")).Text().ShouldContain("cid:bild.png");
        System.Text.Encoding.ASCII.GetString(raw).Split("\r\n").ShouldAllBe(line => line.Length <= 998);
    }

    [Fact]
    public async Task A_form_with_a_wrong_address_keeps_what_was_written()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("from", "nobody"), KeyValuePair.Create("to", "x@y.example"), KeyValuePair.Create("text", "do not lose me")]);
        var answer = await sandbox.Http.PostAsync("/write", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("do not lose me");
    }

    [Fact]
    public async Task A_line_end_in_a_field_adds_no_header()
    {
        var answer = await sandbox.Http.PostAsJsonAsync("/api/mails/compose", new { from = "a@customer.example", to = new[] { "inject@contoso.example" }, subject = "x\r\nX-Evil: 1\r\n\r\nbody", text = "t" });
        answer.EnsureSuccessStatusCode();
        var raw = await sandbox.Http.GetStringAsync("/api/mailboxes/inject@contoso.example/folders/INBOX/messages/1");
        raw.ShouldNotContain("\nX-Evil");
    }

    [Fact]
    public async Task The_pages_hear_of_new_mail()
    {
        using var stream = await sandbox.Http.GetStreamAsync("/events");
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).ShouldBe(": open");
        await sandbox.Http.PostAsJsonAsync("/api/mails/compose", new { from = "a@customer.example", to = new[] { "live@contoso.example" }, text = "t" });
        string? line;
        do
        {
            line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        while (line is not null && line != "data: mail");

        line.ShouldBe("data: mail");
    }

    [Fact]
    public async Task Seeded_mails_are_real_mails()
    {
        var messages = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>("/api/mailboxes/support@contoso.example/folders/INBOX/messages"))!;
        messages.Count.ShouldBe(9);
        messages.ShouldContain(message => message["subject"]!.ToString().StartsWith("パスワード"));
        messages.ShouldContain(message => message["inReplyTo"] != null && message["inReplyTo"]!.ToString() == "order-10482@customer.example");
    }

    [Fact]
    public async Task The_fault_page_arms_an_entry_of_the_catalogue_for_a_mailbox()
    {
        var page = await sandbox.Http.GetStringAsync("/faults");
        page.ShouldContain("AADSTS50076");
        page.ShouldContain("SmtpClientAuthentication is disabled for the Tenant");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("catalogue", "smtp-disabled-for-tenant"), KeyValuePair.Create("times", "3"), KeyValuePair.Create("mailbox", "page@contoso.example")]);
        (await sandbox.Http.PostAsync("/faults", form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var armed = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>("/api/faults"))!.Single(one => (string?)one["fault"]!["mailbox"] == "page@contoso.example");
        ((int)armed["remaining"]!).ShouldBe(3);
        ((string?)armed["fault"]!["kind"]).ShouldBe("refuse-mail-sign-in");
        (await sandbox.Http.DeleteAsync($"/api/faults/{armed["id"]}")).EnsureSuccessStatusCode();
        using var wrong = new FormUrlEncodedContent([KeyValuePair.Create("fault", "{\"kind\":\"earthquake\"}")]);
        var refused = await sandbox.Http.PostAsync("/faults", wrong);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("earthquake");
    }

    [Fact]
    public async Task The_directory_page_sets_access_policies_and_switches()
    {
        (await PostAsync("/directory/policies", ("client", WellKnownIds.Unconsented), ("right", "RestrictAccess"), ("mailboxes", "support@contoso.example, sales@contoso.example"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await sandbox.Http.GetStringAsync("/directory")).ShouldContain("only support@contoso.example, sales@contoso.example");
        var policy = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>("/api/policies"))!.ShouldHaveSingleItem();
        (await PostAsync("/directory/policies/remove", ("id", (string)policy["id"]!))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await sandbox.Http.GetStringAsync("/directory")).ShouldNotContain("only support@contoso.example, sales@contoso.example");
        (await PostAsync("/directory/policies", ("client", "nobody"), ("right", "RestrictAccess"), ("mailboxes", "x@y.example"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await PostAsync("/directory/consent", ("allowed", "false"));
        (await sandbox.Http.GetStringAsync("/directory")).ShouldContain("Only admins consent");
        await PostAsync("/directory/consent", ("allowed", "true"));
        await PostAsync("/directory/public", ("client", WellKnownIds.Unconsented), ("allowed", "true"));
        (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>("/api/applications"))!.Single(one => (string?)one["clientId"] == WellKnownIds.Unconsented)["publicClient"]!.GetValue<bool>().ShouldBeTrue();
        await PostAsync("/directory/public", ("client", WellKnownIds.Unconsented), ("allowed", "false"));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void It_starts_nowhere_but_in_development(string environment)
    {
        var refusal = Should.Throw<InvalidOperationException>(() => DevelopmentOnly.Check(new HostingEnvironment { EnvironmentName = environment }));
        refusal.Message.ShouldContain(environment);
        refusal.Message.ShouldContain("ASPNETCORE_ENVIRONMENT=Development");
        Should.NotThrow(() => DevelopmentOnly.Check(new HostingEnvironment { EnvironmentName = Environments.Development }));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await sandbox.Http.PostAsync(path, content);
    }
}
