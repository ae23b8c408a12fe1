using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Fixtures.Stack;
using HelpdeskMail.Fixtures.Telemetry;

namespace HelpdeskMail.Integration.Tests;

/// <summary>
/// One running stack beside a real Dovecot and Postfix and a collector of traces, shared by the tests of the collection of its name; started when the first test asks for it, so that a
/// test can be skipped where it cannot run.
/// </summary>
public sealed class WholeProgram : IAsyncDisposable
{
    /// <summary>Name of the tests' collection.</summary>
    public const string Name = "whole program";

    /// <summary>Password of everybody in the Sandbox.</summary>
    public const string SandboxPassword = "Passw0rd!";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly PageVisitor browser = new();
    private Parts? parts;

    internal RunningStack Stack => Running.Stack;

    internal DovecotServer Dovecot => Running.Dovecot;

    internal PostfixServer Postfix => Running.Postfix;

    internal TraceCollector Traces => Running.Traces;

    internal SandboxCalls Sandbox => Running.Sandbox;

    internal HelpdeskCalls Helpdesk => Running.Helpdesk;

    private Parts Running => parts ?? throw new InvalidOperationException("Call ReadyAsync first.");

    /// <summary>Starts everything, the first time.</summary>
    public async Task<WholeProgram> ReadyAsync()
    {
        await gate.WaitAsync();
        try
        {
            parts ??= await StartAsync();
            return this;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An admin links a system email in the browser: the Sandbox's sign-in and consent pages where they come, the callback, the banner.</summary>
    internal async Task<LinkAttempt> LinkAsync(SystemEmailView email, string account)
    {
        var started = await Helpdesk.SystemEmails.StartLinkAsync(email.Id);
        await browser.OpenAsync(new Uri(started.StartUrl));
        const string signIn = "form:has(input[name=step][value=sign-in])";
        const string accept = "button[name=step][value=accept]";
        if (browser.Page.QuerySelector(signIn) is not null)
        {
            await browser.SendFormAsync(signIn, ("account", account), ("password", SandboxPassword));
        }

        if (browser.Page.QuerySelector(accept) is not null)
        {
            await browser.SendFormAsync(accept);
        }

        browser.Address.AbsolutePath.ShouldBe($"/system-emails/{email.Id}");
        var attempt = await Helpdesk.SystemEmails.FindLinkAsync(started.LinkId);
        browser.Text.ShouldContain(attempt.What);
        return attempt;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        gate.Dispose();
        if (parts is { } running)
        {
            running.Helpdesk.Dispose();
            running.Sandbox.Dispose();
            await running.Stack.DisposeAsync();
            await running.Traces.DisposeAsync();
            await running.Postfix.DisposeAsync();
            await running.Dovecot.DisposeAsync();
        }
    }

    private async Task<Parts> StartAsync()
    {
        var dovecot = await DovecotServer.StartAsync(new DovecotOptions
        {
            // The claim by which the tokens of Microsoft's, and the Sandbox's, identity provider name the person.
            UserNameClaim = "upn",
            Mechanisms = "plain login scram-sha-1 scram-sha-256 xoauth2",
            Users = new Dictionary<string, string>(StringComparer.Ordinal),
        });
        var postfix = await PostfixServer.StartAsync(dovecot);
        var traces = await TraceCollector.StartAsync();
        var stack = await RunningStack.StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", traces.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var sandbox = new SandboxCalls(stack);
        foreach (var (id, key) in await sandbox.SigningKeysAsync())
        {
            await dovecot.TrustAsync("RS256", id, key);
        }

        await browser.OpenAsync(await stack.FirstAdministratorLinkAsync());
        await browser.SendFormAsync("form", ("name", "Ada Admin"), ("email", "ada@helpdesk.example"), ("password", "correct horse battery staple"));
        return new Parts(stack, dovecot, postfix, traces, sandbox, await HelpdeskCalls.CreateAsync(stack));
    }

    private sealed record Parts(RunningStack Stack, DovecotServer Dovecot, PostfixServer Postfix, TraceCollector Traces, SandboxCalls Sandbox, HelpdeskCalls Helpdesk);
}
