using HelpdeskMail.Mail.Examining;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// Takes down a conversation with a server, line by line, in a form a person can read. What it is given has no secrets and no message bodies in it any more. Called from the
/// connection's own thread of work; it must return at once and must not throw.
/// </summary>
public interface IProtocolLog
{
    /// <summary>A line the server sent, without its line end; long ones are cut.</summary>
    void Server(string line);

    /// <summary>A line the client sent, without its line end; secrets are replaced by <c>(hidden)</c>.</summary>
    void Client(string line);

    /// <summary>Something that happened: connected, TLS with its version and certificate, message bytes left out, connection lost.</summary>
    void Note(string what);

    /// <summary>A connection is there; nothing was said yet.</summary>
    void Connected(string endPoint)
    {
        // Most logs are for people, who read the note.
    }

    /// <summary>A server has shown its certificate; it may not be taken.</summary>
    void Protected(TlsFacts facts)
    {
        // Most logs are for people, who read the note.
    }
}
