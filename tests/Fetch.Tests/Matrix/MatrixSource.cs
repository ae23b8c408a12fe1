using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>The mail server of a run, behind a way that breaks: real Dovecot, or the Sandbox as a process.</summary>
internal sealed class MatrixSource : IAsyncDisposable
{
    private const string Password = "a-password";

    private readonly MailSourceKind kind;
    private readonly DovecotServer? dovecot;
    private readonly ServiceProcess? sandbox;
    private readonly HttpClient http = new();
    private uint validity = 4_000_000;

    private MatrixSource(MailSourceKind kind, DovecotServer? dovecot, ServiceProcess? sandbox, FaultyWay way, string user)
    {
        (this.kind, this.dovecot, this.sandbox, Way, User) = (kind, dovecot, sandbox, way, user);
    }

    public FaultyWay Way { get; }

    public string User { get; }

    public ReceivingSettings Settings => new(
        kind switch
        {
            MailSourceKind.Pop3 => ReceivingProtocol.Pop3,
            MailSourceKind.Graph => ReceivingProtocol.Graph,
            _ => ReceivingProtocol.Imap,
        },
        new ServerSettings("localhost", Way.Port, ConnectionSecurity.None, kind == MailSourceKind.Graph ? SignInMethod.AccessToken : SignInMethod.Password, null, null),
        "INBOX",
        kind switch
        {
            MailSourceKind.Pop3 => AfterStoring.Delete,
            MailSourceKind.Graph => AfterStoring.Move,
            _ => AfterStoring.MarkRead,
        },
        "Done",
        StartFrom.Everything,
        TimeSpan.FromSeconds(1),
        50_000_000);

    /// <summary>Starts the server.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="database">For the Sandbox's own data.</param>
    public static async Task<MatrixSource> StartAsync(MailSourceKind kind, string database)
    {
        if (kind != MailSourceKind.Graph)
        {
            var dovecot = await DovecotServer.StartAsync();
            var user = "matrix@example.com";
            await dovecot.AddUserAsync(user, Password);
            return new MatrixSource(kind, dovecot, null, FaultyWay.To(kind == MailSourceKind.Imap ? dovecot.ImapPort : dovecot.Pop3Port), user);
        }

        var port = FreePort.Next();
        var sandbox = new ServiceProcess("Sandbox", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings:helpdesk"] = database,
            ["Sandbox:ImapPort"] = "0",
            ["Sandbox:Pop3Port"] = "0",
            ["Sandbox:SmtpPort"] = "0",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        sandbox.Start();
        var source = new MatrixSource(kind, null, sandbox, FaultyWay.To(port), "sales@contoso.example");
        source.http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        await Eventually.HoldsAsync("the Sandbox answers", async () => (await source.http.GetAsync("/api/status")).IsSuccessStatusCode, TimeSpan.FromMinutes(2));
        (await source.http.PostAsync("/api/reset", null)).EnsureSuccessStatusCode();
        return source;
    }

    public async Task<Credential> CredentialAsync()
    {
        if (kind != MailSourceKind.Graph)
        {
            return new Credential(User, SignInMethod.Password, Password, null);
        }

        using var answer = await http.PostAsJsonAsync("/api/tokens", new { resource = "https://graph.microsoft.com" });
        var token = (await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["accessToken"];
        return new Credential(User, SignInMethod.AccessToken, token, TimeProvider.System.GetUtcNow().AddHours(1));
    }

    /// <summary>Puts messages into the inbox, as they are.</summary>
    public async Task DeliverAsync(IReadOnlyList<byte[]> messages)
    {
        if (dovecot is not null)
        {
            await dovecot.FillAsync(User, messages);
            return;
        }

        foreach (var message in messages)
        {
            (await http.PostAsync($"/api/mails?to={User}", new ByteArrayContent(message))).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Every message as it lies on the server, where that adds lines of its own on delivery (the Sandbox); null where it does not.</summary>
    public async Task<IReadOnlyList<byte[]>?> MessagesAsync()
    {
        if (dovecot is not null)
        {
            return null;
        }

        var messages = new List<byte[]>();
        foreach (var folder in new[] { "INBOX", "Done" })
        {
            using var answer = await http.GetAsync($"/api/mailboxes/{User}/folders/{folder}/messages");
            if (answer.IsSuccessStatusCode)
            {
                using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                foreach (var message in list.RootElement.EnumerateArray())
                {
                    using var raw = await http.GetAsync($"/api/mailboxes/{User}/folders/{folder}/messages/{message.GetProperty("uid").GetInt64()}");
                    if (raw.IsSuccessStatusCode)
                    {
                        messages.Add(await raw.Content.ReadAsByteArrayAsync());
                    }
                }
            }
        }

        return messages;
    }

    /// <summary>The server dies and comes back.</summary>
    public async Task CrashAsync()
    {
        if (dovecot is not null)
        {
            await dovecot.KillAsync();
            await dovecot.RestartAsync();
        }
        else
        {
            await sandbox!.KillAsync();
            sandbox.Start();
            await Eventually.HoldsAsync("the Sandbox answers again", async () => (await http.GetAsync("/api/status")).IsSuccessStatusCode, TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>What only this kind of server does: new numbers for all messages, throttling, a forgotten place, a token that is refused.</summary>
    public async Task OwnFaultAsync(Random random)
    {
        if (kind == MailSourceKind.Imap)
        {
            await dovecot!.RenumberAsync(User, ++validity);
            Way.BreakAll();
        }
        else if (kind == MailSourceKind.Graph)
        {
            object fault = random.Next(4) switch
            {
                0 => new { kind = "refuse-graph", status = 429, code = "ApplicationThrottled", retryAfter = 1, times = 2 },
                1 => new { kind = "refuse-graph", status = 410, code = "syncStateNotFound", path = "*/delta*", times = 1 },
                2 => new { kind = "refuse-graph", status = 401, code = "InvalidAuthenticationToken", claims = "{\"access_token\":{}}", times = 1 },
                _ => new { kind = "refuse-graph", status = 503, code = "serviceNotAvailable", times = 2 },
            };
            (await http.PostAsJsonAsync("/api/faults", fault)).EnsureSuccessStatusCode();
        }
        else
        {
            Way.BreakAll();
        }
    }

    /// <summary>Another program deletes messages whose subject says that they do not count. It may come before or after Fetch.</summary>
    public async Task DeleteDecoysAsync()
    {
        if (kind == MailSourceKind.Imap)
        {
            await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", dovecot!.ImapPort, ConnectionProtection.None), new MailCredential.Password(User, Password));
            await mailbox.OpenFolderAsync("INBOX");
            var decoys = new List<MessageKey>();
            await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything), maxSize: 0))
            {
                using var reader = new StreamReader(message.Content, Encoding.ASCII);
                if ((await reader.ReadToEndAsync()).Contains(MatrixRun.Decoy, StringComparison.Ordinal))
                {
                    decoys.Add(message.Key);
                }
            }

            await mailbox.DeleteAsync(decoys);
            await mailbox.CloseAsync();
        }
    }

    /// <summary>What the server's log or output last said.</summary>
    public string Said => sandbox?.Output ?? dovecot?.Log ?? "";

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Way.DisposeAsync();
        if (dovecot is not null)
        {
            await dovecot.DisposeAsync();
        }

        if (sandbox is not null)
        {
            await sandbox.DisposeAsync();
        }
    }
}
