using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Tests.Limits;

/// <summary>How long a server is waited for that does not say whether it has deleted.</summary>
public sealed class GoodbyeTests
{
    private static readonly MailServer Address = new("127.0.0.1", 110, ConnectionProtection.None);

    [Fact]
    public async Task Server_that_kept_silent_at_the_last_goodbye_is_waited_for_less_long_until_it_answers_one_again()
    {
        var (mailbox, other) = (Guid.NewGuid(), Guid.NewGuid());
        var connector = new MailboxConnector(null!, null!, Options.Create(new FetchSettings()), TimeProvider.System);
        var server = new ScriptedServer { Fault = step => throw (step == "close" ? ScriptedServer.Failure(MailFailureKind.TimedOut) : new InvalidOperationException(step)) };

        await Should.ThrowAsync<MailFailureException>(() => CloseAsync(deletes: true));
        connector.WithGoodbye(mailbox, Address).Timeouts.DataEnd.ShouldBe(Address.Timeouts.Command);
        connector.WithGoodbye(other, Address).Timeouts.DataEnd.ShouldBe(Address.Timeouts.DataEnd);

        server.Fault = _ => { };
        await CloseAsync(deletes: false);
        connector.WithGoodbye(mailbox, Address).Timeouts.DataEnd.ShouldBe(Address.Timeouts.Command);
        await CloseAsync(deletes: true);
        connector.WithGoodbye(mailbox, Address).Timeouts.DataEnd.ShouldBe(Address.Timeouts.DataEnd);

        async Task CloseAsync(bool deletes)
        {
            using var place = await new ServerGate(1, 1).EnterAsync(CancellationToken.None);
            var fault = server.Fault;
            server.Fault = _ => { };
            await using var gated = new GatedMailbox(new ScriptedMailbox(server), place, TimeProvider.System, isAnswered => connector.NoteGoodbye(mailbox, isAnswered));
            await gated.DeleteAsync(deletes ? [MessageKey.Imap(1, 1)] : []);
            server.Fault = fault;
            await gated.CloseAsync();
        }
    }
}
