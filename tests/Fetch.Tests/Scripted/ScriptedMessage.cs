namespace HelpdeskMail.Fetch.Tests.Scripted;

public sealed record ScriptedMessage(uint Uid, byte[] Raw, DateTimeOffset ReceivedAt)
{
    public bool Seen { get; set; }
}
