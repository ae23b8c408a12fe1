using System.Net.Http.Json;
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

    public void Dispose() => client.Dispose();
}
