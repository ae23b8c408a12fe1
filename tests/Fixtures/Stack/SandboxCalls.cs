using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HelpdeskMail.Fixtures.Stack;

/// <summary>What tests ask of the Sandbox: customers' mail in, customers' mailboxes out, faults.</summary>
public sealed class SandboxCalls(RunningStack stack) : IDisposable
{
    private readonly HttpClient client = stack.CreateClient("sandbox");

    /// <summary>Delivers a mail as it stands to a mailbox.</summary>
    public async Task DeliverAsync(string to, string from, string raw)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(raw.ReplaceLineEndings("\r\n")));
        using var answer = await client.PostAsync($"/api/mails?to={Uri.EscapeDataString(to)}&from={Uri.EscapeDataString(from)}", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The raw messages in a folder of a mailbox, oldest first.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(string mailbox, string folder = "INBOX")
    {
        var list = await client.GetFromJsonAsync<JsonElement>($"/api/mailboxes/{Uri.EscapeDataString(mailbox)}/folders/{Uri.EscapeDataString(folder)}/messages");
        var messages = new List<string>();
        foreach (var message in list.EnumerateArray())
        {
            messages.Add(await client.GetStringAsync($"/api/mailboxes/{Uri.EscapeDataString(mailbox)}/folders/{Uri.EscapeDataString(folder)}/messages/{message.GetProperty("uid").GetInt64()}"));
        }

        return messages;
    }

    /// <summary>The first message in a mailbox's inbox that holds some words, once it is there.</summary>
    public Task<string> AwaitMessageAsync(string mailbox, string words) =>
        Eventually.ValueAsync($"{mailbox} has a mail with «{words}»", async () =>
            (await MessagesAsync(mailbox)).FirstOrDefault(raw => raw.Contains(words, StringComparison.Ordinal)));

    /// <summary>How many messages a folder of a mailbox holds.</summary>
    public async Task<int> CountAsync(string mailbox, string folder = "INBOX") =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/mailboxes/{Uri.EscapeDataString(mailbox)}/folders/{Uri.EscapeDataString(folder)}/messages")).GetArrayLength();

    /// <summary>Makes the Sandbox do something wrong, until <see cref="ClearFaultsAsync"/>.</summary>
    /// <param name="fault">For example <c>new { kind = "token-lifetime", seconds = 2 }</c>.</param>
    public async Task FaultAsync(object fault)
    {
        using var answer = await client.PostAsJsonAsync("/api/faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await client.DeleteAsync("/api/faults");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes every refresh token of an account worthless, as an administrator of the tenant can.</summary>
    public async Task RevokeAsync(string account)
    {
        using var answer = await client.PostAsync($"/api/accounts/{Uri.EscapeDataString(account)}/revoke", content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Uploads the public part of a certificate that an application proves itself by.</summary>
    public async Task AddCertificateAsync(string application, string pem)
    {
        using var content = new StringContent(pem);
        using var answer = await client.PostAsync($"/api/applications/{application}/certificates", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The keys that the tokens of this identity provider are signed with (RS256), by their id, as PEM: what a server needs to check tokens by itself.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SigningKeysAsync()
    {
        var keys = await client.GetFromJsonAsync<JsonElement>("/contoso.example/discovery/v2.0/keys");
        return keys.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("kid").GetString()!,
            key =>
            {
                using var rsa = RSA.Create(new RSAParameters { Modulus = Decode(key, "n"), Exponent = Decode(key, "e") });
                return rsa.ExportSubjectPublicKeyInfoPem();
            });
    }

    public void Dispose() => client.Dispose();

    private static byte[] Decode(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
}
