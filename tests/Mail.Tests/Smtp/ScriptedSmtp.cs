using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>The dull part of an SMTP conversation; the test says the rest.</summary>
internal static class ScriptedSmtp
{
    public static readonly MessageContent Mail = MessageContent.Of("Subject: x\r\n\r\nx\r\n"u8.ToArray());
    public static readonly Envelope ToBob = Envelope.Of("support@example.com", "bob@example.com");

    /// <summary>Answers everything that <paramref name="answer"/> leaves to it; a message is taken with a 250.</summary>
    public static ScriptedServer Server(Func<ScriptedServer.Conversation, string, Task<bool>> answer, string extensions = "250-test\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n", string greeting = "220 ready\r\n") => new(async talk =>
    {
        await talk.SayAsync(greeting);
        while (await talk.ReadAsync() is { } line)
        {
            if (await answer(talk, line))
            {
                continue;
            }

            if (line == "DATA")
            {
                await talk.SayAsync("354 go on\r\n");
                await talk.ReadUntilAsync(text => text == ".");
                await talk.SayAsync("250 2.0.0 Ok: queued as 4F2A\r\n");
            }
            else
            {
                await talk.SayAsync(line.StartsWith("EHLO", StringComparison.Ordinal) || line.StartsWith("LHLO", StringComparison.Ordinal) ? extensions : line == "QUIT" ? "221 bye\r\n" : "250 2.1.0 ok\r\n");
            }
        }
    });
}
