using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Tests.Grants;
using HelpdeskMail.Sandbox.Tests.Graph;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Faults;

/// <summary>Each entry of the catalogue, armed by its name, gives its answer on the wire, once.</summary>
public sealed class FaultCatalogueTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Mailbox = "sales@contoso.example";

    public static TheoryData<string> SignIn => Of(entry => entry.Fault is RefuseSignInFault);

    public static TheoryData<string> Answers => Of(entry => entry.Fault is AnswerSignInFault);

    public static TheoryData<string> Imap => Of(entry => entry.Area == "imap");

    public static TheoryData<string> Pop3 => Of(entry => entry.Area == "pop3");

    public static TheoryData<string> Smtp => Of(entry => entry.Area == "smtp");

    public static TheoryData<string> Graph => Of(entry => entry.Area == "graph");

    [Fact]
    public async Task The_catalogue_is_listed_and_every_code_of_the_tables_is_in_it()
    {
        var listed = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>("/api/faults/catalogue"))!;
        listed.Count.ShouldBe(FaultCatalogue.All.Count);
        listed.ShouldAllBe(entry => entry["fault"]!["kind"] != null && (string?)entry["words"] != null);
        int[] codes =
        [
            50011, 500113, 900971, 70004, 700016, 90002, 50059, 50128, 90023, 50194, 9001023, 9002332, 90072, 50020, 16000, 700038, 90013, 9002313, 90014, 900144, 900561, 7000215, 7000222, 70002, 50012, 50013, 500133, 700027,
            7000218, 700025, 70001, 7000112, 65001, 65004, 90094, 90095, 65005, 650052, 650054, 650056, 650057, 500011, 50001, 70011, 28002, 28003, 28000, 700022, 50105, 50034, 50126, 50053, 50055, 50056, 50057, 50058, 50072,
            50074, 50076, 50078, 50079, 50158, 53004, 53000, 53001, 53002, 53003, 530032, 530035, 50131, 53011, 50173, 50132, 50133, 50135, 50144, 70043, 50089, 70008, 700082, 700084, 70000, 70018, 70019, 54005, 501481, 50147,
            501491, 700005, 90038, 700054, 70016, 50196, 70012, 90006, 90012, 90024, 90033, 90090, 90055, 80001, 80002, 80003, 80004, 80005, 80006, 80007, 80008, 80009, 80010, 80011, 80012, 80013, 80014, 900382, 900432, 50140, 50199,
            50097, 50146,
        ];
        codes.Where(code => FaultCatalogue.Find($"aadsts{code}") is null).ShouldBeEmpty();
        var unknown = await sandbox.Http.PostAsJsonAsync("/api/faults", new { catalogue = "no-such-thing" });
        ((int)unknown.StatusCode).ShouldBe(400);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("/api/faults/catalogue");
    }

    [Theory]
    [MemberData(nameof(SignIn))]
    public async Task An_AADSTS_refusal_comes_from_the_token_endpoint_in_Entras_shape(string id)
    {
        var entry = await ArmAsync(id, ("clientId", WellKnownIds.Main));
        var (answer, body) = await ClientCredentialsAsync();
        var code = ((RefuseSignInFault)entry.Fault).Code;
        body.EntraCode().ShouldBe(code);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        ((string)body["error_description"]!).ShouldMatch($@"^AADSTS{code}: .+ Trace ID: [0-9a-f-]{{36}} Correlation ID: [0-9a-f-]{{36}} Timestamp: \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ$");
        ((string)body["error_description"]!).ShouldNotContain("{");
        ((string)body["error"]!).ShouldMatch("^[a-z_]+$");
        (await ClientCredentialsAsync()).Answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task The_token_endpoint_gives_what_was_ordered(string id)
    {
        var fault = (AnswerSignInFault)(await ArmAsync(id, ("clientId", WellKnownIds.Main))).Fault;
        var answer = await sandbox.Http.PostAsync("/contoso.example/oauth2/v2.0/token", new FormUrlEncodedContent(CredentialForm.Select(pair => KeyValuePair.Create(pair.Name, pair.Value!))));
        ((int)answer.StatusCode).ShouldBe(fault.Status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(fault.Body ?? "");
        answer.Headers.RetryAfter?.Delta?.TotalSeconds.ShouldBe(fault.RetryAfter!.Value);
    }

    [Theory]
    [MemberData(nameof(Imap))]
    public async Task IMAP_says_it(string id)
    {
        var entry = await ArmAsync(id, Mine(id));
        using var client = await LineClient.OpenAsync(sandbox.ImapPort);
        var (command, lines) = entry.Fault is AnswerMailFault ordered ? (ordered.Command, ordered.Lines.ToList()) : ("LOGIN", [((RefuseMailSignInFault)entry.Fault).Answer!]);
        if (command != AnswerMailFault.Greeting)
        {
            (await client.ReadAsync())!.ShouldStartWith("* OK ");
        }

        if (entry.Fault is AnswerMailFault && command != AnswerMailFault.Greeting)
        {
            (await client.CommandAsync($"LOGIN {Mailbox} {WellKnown.Password}"))[^1].ShouldStartWith("A OK");
        }

        if (command != AnswerMailFault.Greeting)
        {
            await client.SendAsync($"A {command switch { null => "NOOP", "LOGIN" => $"LOGIN {Mailbox} {WellKnown.Password}", "SELECT" => "SELECT INBOX", "UID FETCH" => "UID FETCH 1 FLAGS", "APPEND" => "APPEND INBOX {0+}\r\n", var other => other }}");
        }

        foreach (var line in lines)
        {
            (await client.ReadAsync()).ShouldBe(line.StartsWith('*') ? line : $"A {line}");
        }

        await EndsAsync(client, entry);
    }

    [Theory]
    [MemberData(nameof(Pop3))]
    public async Task POP3_says_it(string id)
    {
        var entry = await ArmAsync(id, Mine(id));
        using var client = await LineClient.OpenAsync(sandbox.Pop3Port);
        if (entry.Fault is AnswerMailFault { Command: AnswerMailFault.Greeting } greeting)
        {
            (await client.ReadAsync()).ShouldBe(greeting.Answer);
            await EndsAsync(client, entry);
            return;
        }

        await client.ReadAsync();
        await client.SendAsync($"USER {Mailbox}");
        await client.ReadAsync();
        await client.SendAsync($"PASS {WellKnown.Password}");
        if (entry.Fault is RefuseMailSignInFault refused)
        {
            (await client.ReadAsync()).ShouldBe(refused.Answer);
            return;
        }

        (await client.ReadAsync())!.ShouldStartWith("+OK");
        await client.SendAsync(((AnswerMailFault)entry.Fault).Command is { } command ? $"{command} 1" : "STAT");
        (await client.ReadAsync()).ShouldBe(((AnswerMailFault)entry.Fault).Answer);
        await EndsAsync(client, entry);
    }

    [Theory]
    [MemberData(nameof(Smtp))]
    public async Task SMTP_says_it(string id)
    {
        var entry = await ArmAsync(id, Mine(id));
        using var client = await LineClient.OpenAsync(sandbox.SmtpPort);
        var answer = entry.Fault switch { AnswerMailFault ordered => ordered.Answer, RefuseMessageFault message => message.Answer, var signIn => ((RefuseMailSignInFault)signIn).Answer! };
        answer.ShouldMatch("^[245][0-9]{2} ");
        if (entry.Fault is AnswerMailFault { Command: AnswerMailFault.Greeting })
        {
            (await client.ReadAsync()).ShouldBe(answer);
            await EndsAsync(client, entry);
            return;
        }

        await client.SendAsync("EHLO test.example");
        await client.UntilAsync("250 ");
        string[] lines =
        [
            $"AUTH PLAIN {Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{Mailbox}\0{WellKnown.Password}"))}", $"MAIL FROM:<{Mailbox}>", "RCPT TO:<catalogue@customer.example>", "DATA", $"From: <{Mailbox}>\r\n\r\ntext\r\n.",
        ];
        var said = new List<string?>();
        foreach (var line in lines)
        {
            await client.SendAsync(line);
            said.Add(await client.ReadAsync());
            if (said[^1] == answer)
            {
                break;
            }

            said[^1]!.ShouldMatch("^[23][0-9]{2} ");
        }

        said[^1].ShouldBe(answer);
        await EndsAsync(client, entry);
    }

    [Theory]
    [MemberData(nameof(Graph))]
    public async Task Graph_says_it(string id)
    {
        var fault = (RefuseGraphFault)(await ArmAsync(id, ("mailbox", Mailbox))).Fault;
        var token = await sandbox.ApplicationAsync();
        var path = $"users/{Mailbox}/" + (fault.Path is "*/sendMail" ? "sendMail" : fault.Path is "*/delta" ? "mailFolders/inbox/messages/delta" : "mailFolders");
        var (answer, body) = await sandbox.AskAsync(fault.Path is "*/sendMail" ? HttpMethod.Post : HttpMethod.Get, path, token, fault.Path is "*/sendMail" ? new { } : null);
        ((int)answer.StatusCode).ShouldBe(fault.Status);
        body.Code().ShouldBe(fault.Code);
        ((string?)body["error"]!["message"]).ShouldBe(fault.Message);
        answer.Headers.RetryAfter?.Delta?.TotalSeconds.ShouldBe(fault.RetryAfter!.Value);
        answer.Headers.WwwAuthenticate.ToString().Contains("insufficient_claims", StringComparison.Ordinal).ShouldBe(fault.Claims is not null);
    }

    private static (string Name, string? Value)[] CredentialForm =>
        [("grant_type", "client_credentials"), ("client_id", WellKnownIds.Main), ("client_secret", WellKnown.Secret), ("scope", "https://outlook.office365.com/.default")];

    private static TheoryData<string> Of(Func<CatalogueEntry, bool> which) => [.. FaultCatalogue.All.Where(which).Select(entry => entry.Id)];

    /// <summary>Where the fault knows a mailbox, only the test's own.</summary>
    private static (string Name, string Value)[] Mine(string id) =>
        FaultCatalogue.Find(id)!.Fault is AnswerMailFault { Command: AnswerMailFault.Greeting } ? [] : [("mailbox", Mailbox)];

    private static async Task EndsAsync(LineClient client, CatalogueEntry entry)
    {
        if (entry.Fault is AnswerMailFault { Closes: true })
        {
            (await client.ReadAsync()).ShouldBeNull();
        }
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> ClientCredentialsAsync() => sandbox.TokenAsync(CredentialForm);

    private async Task<CatalogueEntry> ArmAsync(string id, params (string Name, string Value)[] members)
    {
        var order = new JsonObject { ["catalogue"] = id, ["times"] = 1 };
        foreach (var (name, value) in members)
        {
            order[name] = value;
        }

        await sandbox.ArmAsync(JsonSerializer.SerializeToElement(order));
        return FaultCatalogue.Find(id)!;
    }
}
