using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Sees how far a conversation with a mail server has come.</summary>
internal sealed class WatchLog : IProtocolLog
{
    /// <summary>Address and port that answered; null before.</summary>
    public string? EndPoint { get; private set; }

    /// <summary>The certificate the server showed; null before.</summary>
    public TlsFacts? Shown { get; private set; }

    /// <summary>Whether the server has said anything.</summary>
    public bool ServerSpoke { get; private set; }

    public void Connected(string endPoint) => EndPoint = endPoint;

    public void Protected(TlsFacts facts) => Shown = facts;

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
