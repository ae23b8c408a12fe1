using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Google;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.SignIn.Mail;

/// <summary>
/// Decides who opens which mailbox. A token counts by signature, time, audience (Exchange Online), and permission for the protocol; then the
/// mailbox must be its person's own, one he has FullAccess to, or one its application has access to.
/// </summary>
public sealed class MailSignIn(SignedTokens tokens, DirectoryStore directory, RoleAssignments assignments, GoogleMail google, FaultBoard faults, IOptions<SandboxSettings> settings, TimeProvider time)
{
    public async Task<MailSignInResult> WithTokenAsync(MailProtocol protocol, string user, string token, CancellationToken cancellation)
    {
        var mailbox = user.Trim().ToLowerInvariant();
        if (await RefusedByFaultAsync(protocol, mailbox, cancellation) is { } refused)
        {
            return refused;
        }

        if (GoogleMail.Owns(mailbox))
        {
            return await google.SignInAsync(protocol, mailbox, token, cancellation);
        }

        if (await tokens.ReadAsync(token, cancellation) is not { } claims)
        {
            return new MailSignInResult.Refused("the token is not one of this provider, or its signature does not hold");
        }

        var expires = DateTimeOffset.FromUnixTimeSeconds((long?)claims["exp"] ?? 0);
        if (expires <= time.GetUtcNow())
        {
            return new MailSignInResult.Refused($"the token expired at {expires:u}");
        }

        var audience = (string?)claims["aud"] ?? "";
        if (!Resource.IsExchange(audience))
        {
            return new MailSignInResult.Refused($"the token's audience is {audience}, not Exchange Online: ask for a scope of https://outlook.office.com or https://outlook.office365.com");
        }

        return (string?)claims["idtyp"] == "app"
            ? await AsApplicationAsync(protocol, mailbox, claims, expires, cancellation)
            : await AsPersonAsync(protocol, mailbox, claims, expires, cancellation);
    }

    /// <summary>A person's password, or the well-known one for a mailbox that belongs to nobody here (a customer's).</summary>
    public async Task<MailSignInResult> WithPasswordAsync(MailProtocol protocol, string user, string password, CancellationToken cancellation)
    {
        var mailbox = user.Trim().ToLowerInvariant();
        if (await RefusedByFaultAsync(protocol, mailbox, cancellation) is { } refused)
        {
            return refused;
        }

        if (!settings.Value.PasswordSignIn)
        {
            return new MailSignInResult.Refused("sign-in by password is switched off (Sandbox:PasswordSignIn)");
        }

        if (!mailbox.Contains('@', StringComparison.Ordinal))
        {
            return new MailSignInResult.Refused("the user name is no mail address");
        }

        var account = await directory.FindAccountAsync(mailbox, cancellation);
        if (account is { State: not "active" })
        {
            return new MailSignInResult.Refused($"the account is {account.State}");
        }

        var expected = account is null ? WellKnown.Password : account.Password;
        return expected is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(password))
            ? new MailSignInResult.Open(mailbox, ExpiresAt: null, SendAs: null)
            : new MailSignInResult.Refused("wrong password");
    }

    private async Task<MailSignInResult> AsApplicationAsync(MailProtocol protocol, string mailbox, JsonObject claims, DateTimeOffset expires, CancellationToken cancellation)
    {
        var roles = claims["roles"]?.AsArray().Select(role => (string?)role) ?? [];
        if (!roles.Contains(protocol.Role, StringComparer.Ordinal))
        {
            // SMTP App RBAC: a token without the role is judged by Exchange's own assignment. IMAP and POP3 know no such thing.
            if (protocol == MailProtocol.Smtp && Guid.TryParse((string?)claims["appid"], out var client) && await assignments.AllowsAsync(client, ["SMTP.SendAsApp"], mailbox, cancellation))
            {
                return new MailSignInResult.Open(mailbox, expires, SendAs: null);
            }

            return new MailSignInResult.Refused($"the token's roles do not hold {protocol.Role}");
        }

        var application = await directory.FindApplicationAsync((string?)claims["appid"], cancellation);
        var mayOpen = application is { MailboxPattern.Length: > 0 } && Scope.Matches(application.MailboxPattern, mailbox)
            && await directory.FindAccountAsync(mailbox, cancellation) is { HasMailbox: true };
        return mayOpen
            ? new MailSignInResult.Open(mailbox, expires, application!.MailboxPattern)
            : new MailSignInResult.NotConnected(mailbox, $"the application has no FullAccess to {mailbox}, or there is no such mailbox");
    }

    private async Task<MailSignInResult> AsPersonAsync(MailProtocol protocol, string mailbox, JsonObject claims, DateTimeOffset expires, CancellationToken cancellation)
    {
        var permissions = ((string?)claims["scp"] ?? "").Split(' ');
        if (!permissions.Contains(protocol.Permission, StringComparer.Ordinal))
        {
            return new MailSignInResult.Refused($"the token's scp does not hold {protocol.Permission}");
        }

        var person = Guid.TryParse((string?)claims["oid"], out var id) ? await directory.FindAccountAsync(id, cancellation) : null;
        if (person is not { State: "active" or "mfa_required" })
        {
            return new MailSignInResult.Refused("the token's account does not exist or is not active");
        }

        if (await directory.FindAccountAsync(mailbox, cancellation) is { HasMailbox: false })
        {
            return new MailSignInResult.NotConnected(mailbox, $"{mailbox} has no licence for a mailbox");
        }

        return person.Address == mailbox || await directory.MayOpenAsync(person.Id, mailbox, cancellation)
            ? new MailSignInResult.Open(mailbox, expires, SendAs: null)
            : new MailSignInResult.NotConnected(mailbox, $"{person.Address} has no FullAccess to {mailbox}");
    }

    private async Task<MailSignInResult.Refused?> RefusedByFaultAsync(MailProtocol protocol, string mailbox, CancellationToken cancellation) =>
        await faults.TakeAsync<RefuseMailSignInFault>(fault => fault.Concerns(protocol.Name, mailbox), cancellation) is { } fault
            ? new MailSignInResult.Refused("refused by a fault that was asked for", fault.Answer)
            : null;
}
