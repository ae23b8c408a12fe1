using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>Notices how far a conversation with a mail server has come.</summary>
internal sealed class ProgressLog : IProtocolLog
{
    /// <summary>Whether the server has said anything: it is the right kind of server, reached and, with TLS from the start, protected.</summary>
    public bool ServerSpoke { get; private set; }

    public void Server(string line) => ServerSpoke = true;

    public void Client(string line)
    {
        // What is sent says nothing about how far it came.
    }

    public void Note(string what)
    {
        // The failures themselves say what happened below the conversation.
    }
}
