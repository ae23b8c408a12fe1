using System.Security.Cryptography;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Tests.Hosting;

namespace HelpdeskMail.Reply.Tests.RealServers;

/// <summary>The whole service against the Sandbox, which rewrites Message-IDs and files copies as Exchange Online does.</summary>
public sealed class SandboxTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Theory]
    [InlineData(SendingProtocol.Smtp)]
    [InlineData(SendingProtocol.Graph)]
    public async Task Id_that_the_server_puts_in_place_of_ours_is_learned_from_the_sent_copy(SendingProtocol protocol)
    {
        await using var sandbox = await SandboxMail.StartAsync();
        await sandbox.ArmAsync(new { kind = "rewrite-message-id" });
        var reply = await setting.QueueAsync(setting.Reply(await LinkAsync(sandbox, protocol), "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        var filed = await setting.HeardAsync<ReplyFiled>(said => said.ReplyId == reply.ReplyId, "its id is learned");
        filed.MessageId.ShouldNotBe(reply.MessageId);
        filed.MessageId.ShouldContain("@");
    }

    [Fact]
    public async Task Reply_whose_answer_was_lost_is_found_under_its_new_id_and_not_sent_again()
    {
        await using var sandbox = await SandboxMail.StartAsync();
        await sandbox.ArmAsync(new { kind = "rewrite-message-id" });
        await sandbox.ArmAsync(new { kind = "drop-at-end-of-data", delivered = true, times = 1 });
        var reply = await setting.QueueAsync(setting.Reply(await LinkAsync(sandbox, SendingProtocol.Smtp), "anna@customer.example"));

        // Only of a reply of which nobody knew is that said; that nobody knows may be over before it is told.
        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found")).Recipients.ShouldHaveSingleItem().Answer.ShouldBe("It was found in the Sent folder.");

        (await setting.HeardAsync<ReplyFiled>(said => said.ReplyId == reply.ReplyId, "its id is learned")).MessageId.ShouldNotBe(reply.MessageId);
    }

    [Fact]
    public async Task Reply_too_large_for_one_request_to_graph_goes_by_an_upload_session_and_is_filed()
    {
        await using var sandbox = await SandboxMail.StartAsync();
        var film = RandomNumberGenerator.GetBytes(4_500_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(film));
        setting.Neighbours.Blobs[hash] = film;
        var reply = setting.Reply(await LinkAsync(sandbox, SendingProtocol.Graph), "anna@customer.example") with { Attachments = [new ReplyAttachment(hash, film.Length, "film.mp4", "video/mp4", null)] };

        await setting.QueueAsync(reply);

        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent")).Server.ShouldBe($"127.0.0.1:{sandbox.GraphPort}");
        await Eventually.HoldsAsync("its copy is found", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
    }

    private async Task<SystemEmailSettings> LinkAsync(SandboxMail sandbox, SendingProtocol protocol)
    {
        var (mail, graph) = (await sandbox.TokenAsync("https://outlook.office365.com"), await sandbox.TokenAsync("https://graph.microsoft.com"));
        setting.Neighbours.Token = (email, request) => request.Purpose == CredentialPurpose.Send && email.Sending!.Protocol == SendingProtocol.Graph ? graph : mail;
        ServerSettings Server(int port) => new("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null);
        return setting.Link(sandbox.Port("smtp"), "sandbox", email => email with
        {
            Address = SandboxMail.Support,
            Receiving = protocol == SendingProtocol.Graph ? null : email.Receiving! with { Server = Server(sandbox.Port("imap")) },
            Sending = new SendingSettings(protocol, Server(protocol == SendingProtocol.Graph ? sandbox.GraphPort : sandbox.Port("smtp")), TimeSpan.FromSeconds(60)),
        });
    }
}
