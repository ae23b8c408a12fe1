using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Sandbox;

namespace HelpdeskMail.OAuth.Tests.Ways;

/// <summary>Dovecot and Postfix, which check the Sandbox's tokens by its published keys, are opened by the ways in that a person takes part in.</summary>
public sealed class RealServerTests(WaysFixture fixture) : IClassFixture<WaysFixture>
{
    private const string Address = "sales@contoso.example";

    [Fact]
    public async Task Tokens_of_a_password_grant_and_of_a_device_code_open_Dovecot_by_IMAP_and_POP3_and_Postfix()
    {
        await using var dovecot = await DovecotServer.StartAsync(new DovecotOptions
        {
            UserNameClaim = "upn",
            Mechanisms = "plain login xoauth2",
            Users = new Dictionary<string, string>(StringComparer.Ordinal),
        });
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        foreach (var (id, key) in await fixture.SigningKeysAsync())
        {
            await dovecot.TrustAsync("RS256", id, key);
        }

        foreach (var (way, reads) in new[] { (SignInWay.PasswordGrant, ReceivingProtocol.Imap), (SignInWay.DeviceCode, ReceivingProtocol.Pop3) })
        {
            var email = await fixture.App.AddAsync(Draft(way, reads, dovecot, postfix));
            if (way == SignInWay.DeviceCode)
            {
                (await fixture.EnterCodeAsync(email.Id, Address)).Code.ShouldBe("linked");
            }

            using var admin = fixture.App.As("helpdesk");
            using var answer = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/test", null);
            var test = (await answer.Content.ReadFromJsonAsync<ConnectionTest>())!;
            test.Passed.ShouldBeTrue($"{way} {reads}: {string.Join('\n', test.Steps)}\n{dovecot.Log}");
            await fixture.RemoveAsync(email.Id);
        }
    }

    private SystemEmailDraft Draft(SignInWay way, ReceivingProtocol reads, DovecotServer dovecot, PostfixServer postfix)
    {
        var draft = fixture.Draft(Address, way, reads, SendingProtocol.Smtp, password: way == SignInWay.PasswordGrant ? WellKnown.Password : null);
        var root = dovecot.Root.ExportCertificatePem();
        ServerSettings Server(string host, int port) => new(host, port, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, root);
        return draft with
        {
            Receiving = draft.Receiving! with { Server = Server(dovecot.Host, reads == ReceivingProtocol.Imap ? dovecot.ImapsPort : dovecot.Pop3sPort) },
            Sending = draft.Sending! with { Server = Server(postfix.Host, postfix.SubmissionsPort) },
        };
    }
}
