using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Fixtures.Stack;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>
/// Dovecot and Postfix twice: one pair opens a mailbox for the person a token of the Sandbox names, the other for the application, since those tokens name nobody else. Started when the first test asks.
/// </summary>
public sealed class RealServers : IAsyncDisposable
{
    internal const string PasswordUser = "desk@mail.example";
    internal const string Password = "a password with spaces and ü";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<IAsyncDisposable> started = [];
    private Pair? forPeople;
    private Pair? forApplications;

    internal async Task<Pair> GetAsync(SandboxCalls sandbox, bool byApplication)
    {
        await gate.WaitAsync();
        try
        {
            return byApplication ? forApplications ??= await StartAsync(sandbox, "appid") : forPeople ??= await StartAsync(sandbox, "upn");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(started))
        {
            await server.DisposeAsync();
        }

        gate.Dispose();
    }

    private async Task<Pair> StartAsync(SandboxCalls sandbox, string claim)
    {
        var dovecot = await DovecotServer.StartAsync(new DovecotOptions
        {
            UserNameClaim = claim,
            Mechanisms = "plain login scram-sha-256 xoauth2",
            Users = new Dictionary<string, string>(StringComparer.Ordinal) { [PasswordUser] = Password },
        });
        started.Add(dovecot);
        var postfix = await PostfixServer.StartAsync(dovecot);
        started.Add(postfix);
        foreach (var (id, key) in await sandbox.SigningKeysAsync())
        {
            await dovecot.TrustAsync("RS256", id, key);
        }

        return new Pair(dovecot, postfix);
    }

    internal sealed record Pair(DovecotServer Dovecot, PostfixServer Postfix);
}
