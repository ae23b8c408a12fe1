using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Tests.Imap;

namespace HelpdeskMail.Mail.Tests.Sasl;

public sealed class MechanismTests
{
    // RFC 5802 section 5 and RFC 7677 section 3.
    [Theory]
    [InlineData("SHA1", "fyko+d2lbbFgONRv9qkxdawL", "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData("SHA256", "rOprNGfwEbeRWgbNEkqO", "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void Scram_computes_the_examples_of_its_RFCs(string hash, string nonce, string serverFirst, string clientFinal, string serverFinal)
    {
        var scram = new ScramMechanism(new HashAlgorithmName(hash), "user", "pencil", channel: null, plus: false, nonce);
        Encoding.UTF8.GetString(scram.InitialResponse()).ShouldBe($"n,,n=user,r={nonce}");
        Encoding.UTF8.GetString(scram.Answer(Encoding.UTF8.GetBytes(serverFirst))).ShouldBe(clientFinal);
        scram.IsServerProven.ShouldBeFalse();
        scram.Answer(Encoding.UTF8.GetBytes(serverFinal)).ShouldBeEmpty();
        scram.IsServerProven.ShouldBeTrue();
    }

    [Theory]
    [InlineData("r=other,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=NONCE,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=NONCEmore,s=QSXCR+Q6sek8bf92,i=2000000000")]
    [InlineData("r=NONCEmore,s=QSXCR+Q6sek8bf92,i=0")]
    [InlineData("r=NONCEmore,s=???,i=4096")]
    [InlineData("r=NONCEmore,i=4096")]
    [InlineData("m=x,r=NONCEmore,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("")]
    public void Scram_gives_up_when_the_challenge_is_no_honest_one(string serverFirst)
    {
        var scram = new ScramMechanism(HashAlgorithmName.SHA256, "user", "pencil", channel: null, plus: false, "NONCE");
        scram.InitialResponse();
        Should.Throw<SaslException>(() => scram.Answer(Encoding.UTF8.GetBytes(serverFirst)));
    }

    [Fact]
    public void Scram_does_not_believe_a_server_that_cannot_prove_itself()
    {
        var scram = new ScramMechanism(HashAlgorithmName.SHA1, "user", "pencil", channel: null, plus: false, "fyko+d2lbbFgONRv9qkxdawL");
        scram.InitialResponse();
        scram.Answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"u8);
        Should.Throw<SaslException>(() => scram.Answer("v=AAAApqV8S7suAoZWja4dJRkFsKQ="u8));
        scram.IsServerProven.ShouldBeFalse();
    }

    [Fact]
    public void Scram_binds_to_the_channel_and_tells_when_it_could_have()
    {
        var bound = new ScramMechanism(HashAlgorithmName.SHA256, "a=b,c", "pencil", channel: new ChannelBinding("tls-unique", [1, 2, 3], IsUsual: true), plus: true, "n");
        Encoding.UTF8.GetString(bound.InitialResponse()).ShouldBe("p=tls-unique,,n=a=3Db=2Cc,r=n");
        bound.Name.ShouldBe("SCRAM-SHA-256-PLUS");
        Encoding.UTF8.GetString(bound.Answer("r=nm,s=QSXCR+Q6sek8bf92,i=1"u8)).ShouldStartWith($"c={Convert.ToBase64String([.. "p=tls-unique,,"u8, 1, 2, 3])},r=nm,p=");

        var could = new ScramMechanism(HashAlgorithmName.SHA256, "user", "pencil", channel: new ChannelBinding("tls-unique", [1, 2, 3], IsUsual: true), plus: false, "n");
        Encoding.UTF8.GetString(could.InitialResponse()).ShouldStartWith("y,,");
    }

    [Fact]
    public void Cram_md5_computes_the_example_of_its_RFC() =>
        Encoding.ASCII.GetString(new CramMd5Mechanism("tim", "tanstaaftanstaaf").Answer("<1896.697170952@postoffice.reston.mci.net>"u8)).ShouldBe("tim b913a602c7eda7a495b4e6e7334d3890");

    [Fact]
    public void Bearer_mechanisms_write_what_Microsoft_and_the_RFC_document_and_keep_the_challenge()
    {
        Convert.ToBase64String(new XOAuth2Mechanism("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA").InitialResponse())
            .ShouldBe("dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==");
        var bearer = new OAuthBearerMechanism("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", "server.example.com", 143);
        Convert.ToBase64String(bearer.InitialResponse()).ShouldBe(
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
        bearer.Answer("{\"status\":\"invalid_token\"}"u8).ShouldBe([1]);
        bearer.ServerError.ShouldBe("{\"status\":\"invalid_token\"}");
    }

    [Theory]
    [InlineData("AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256 AUTH=CRAM-MD5", "AUTHENTICATE SCRAM-SHA-256")]
    [InlineData("AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5", "AUTHENTICATE CRAM-MD5")]
    [InlineData("AUTH=LOGIN AUTH=PLAIN AUTH=XOAUTH2", "AUTHENTICATE PLAIN")]
    [InlineData("AUTH=XOAUTH2", "LOGIN \"support@example.com\" \"top-secret-password\"")]
    public async Task Strongest_mechanism_is_taken(string offered, string expected)
    {
        string? used = null;
        await using var server = Offering(offered, command => used ??= command);
        await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));
        used.ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("LOGINDISABLED AUTH=XOAUTH2")]
    [InlineData("LOGINDISABLED")]
    public async Task Nothing_is_tried_when_nothing_fits(string offered)
    {
        string? used = null;
        await using var server = Offering(offered, command => used ??= command);
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.NoCommonMechanism);
        used.ShouldBeNull();
    }

    private static ScriptedServer Offering(string mechanisms, Action<string> used) => ScriptedImap.Server(async (talk, tag, command) =>
    {
        if (command == "CAPABILITY")
        {
            await talk.SayAsync($"* CAPABILITY IMAP4rev1 SASL-IR {mechanisms}\r\n{tag} OK done\r\n");
            return true;
        }

        used(command);
        await talk.SayAsync($"{tag} NO not today\r\n");
        return true;
    });
}
