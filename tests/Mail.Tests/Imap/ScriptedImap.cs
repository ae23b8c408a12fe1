using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;

namespace HelpdeskMail.Mail.Tests.Imap;

/// <summary>The dull part of an IMAP conversation: greeting, sign-in, opening the inbox; the test says the rest.</summary>
internal static class ScriptedImap
{
    public const string Capabilities = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+";

    public static readonly MailCredential Account = new MailCredential.Password("support@example.com", "top-secret-password");

    /// <summary>Answers everything up to the first command that <paramref name="answer"/> takes; it gives the tagged end, or null to leave a command to this method.</summary>
    public static ScriptedServer Server(Func<ScriptedServer.Conversation, string, string, Task<bool>> answer, string greeting = "* OK The server is ready.\r\n") => new(async talk =>
    {
        await talk.SayAsync(greeting);
        while (await talk.ReadAsync() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (tag, command) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            if (!await answer(talk, tag, command))
            {
                await talk.SayAsync(Usual(tag, command));
            }
        }
    });

    public static async Task<ImapMailbox> OpenAsync(ScriptedServer server, IProtocolLog? log = null)
    {
        var mailbox = await ImapMailbox.ConnectAsync(server.Address, Account, log: log);
        await mailbox.OpenFolderAsync("INBOX");
        return mailbox;
    }

    private static string Usual(string tag, string command) => command.Split(' ')[0] switch
    {
        "CAPABILITY" => $"* CAPABILITY {Capabilities}\r\n{tag} OK done\r\n",
        "SELECT" => $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n{tag} OK [READ-WRITE] done\r\n",
        "LOGOUT" => $"* BYE good day\r\n{tag} OK done\r\n",
        _ => $"{tag} OK done\r\n",
    };
}
