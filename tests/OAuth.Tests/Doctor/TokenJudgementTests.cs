using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Tests.Doctor;

public sealed class TokenJudgementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("outlook.office365.com", "https://outlook.office.com", DoctorOutcome.Passed)]
    [InlineData("outlook.office365.com", "https://outlook.office365.com/", DoctorOutcome.Passed)]
    [InlineData("outlook.office365.com", "00000002-0000-0ff1-ce00-000000000000", DoctorOutcome.Passed)]
    [InlineData("outlook.office365.com", "https://graph.microsoft.com", DoctorOutcome.Failed)]
    [InlineData("outlook.office365.us", "https://outlook.office365.us", DoctorOutcome.Passed)]
    [InlineData("outlook.office365.us", "https://outlook.office365.com", DoctorOutcome.Failed)]
    [InlineData("partner.outlook.cn", "https://partner.outlook.cn", DoctorOutcome.Passed)]
    public void A_token_is_for_the_server_s_own_cloud(string host, string audience, DoctorOutcome outcome) =>
        Judge(ReceivingProtocol.Imap, host, audience, "IMAP.AccessAsApp").Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("graph.microsoft.us", "https://graph.microsoft.us", DoctorOutcome.Passed)]
    [InlineData("microsoftgraph.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", DoctorOutcome.Passed)]
    [InlineData("graph.microsoft.us", "https://graph.microsoft.com", DoctorOutcome.Failed)]
    public void A_token_for_Graph_is_for_the_server_s_own_cloud(string host, string audience, DoctorOutcome outcome) =>
        Judge(ReceivingProtocol.Graph, host, audience, "Mail.ReadWrite").Outcome.ShouldBe(outcome);

    private static DoctorStep Judge(ReceivingProtocol protocol, string host, string audience, string role)
    {
        var findings = new Findings(null);
        var receiving = new ReceivingSettings(
            protocol, new(host, 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null), "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, TimeSpan.FromMinutes(1), 1_000_000);
        var email = new SystemEmail
        {
            Id = Guid.NewGuid(), Revision = 1, Address = "support@contoso.example", Name = "Support", Provider = MailProvider.Microsoft365, SignIn = SignInWay.ClientCredentials, SharedMailbox = false,
            Application = null, Password = null, Receiving = receiving, Sending = null, CreatedAt = Now, ChangedAt = Now,
        };
        TokenJudgement.Judge(findings, email, new TokenFacts(audience, [], [role], Now.AddHours(1), null, null, null), [MailDirection.Receiving], Now);
        return findings.Steps.ShouldHaveSingleItem();
    }
}
