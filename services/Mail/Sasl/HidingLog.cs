using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>Passes a conversation on with the secrets taken out: some servers repeat in their words what they were sent.</summary>
internal sealed class HidingLog(IProtocolLog log, SecretWords secrets) : IProtocolLog
{
    /// <summary>The log to give to a connection; null for nobody.</summary>
    public static IProtocolLog? Of(IProtocolLog? log, SecretWords secrets) => log is null ? null : new HidingLog(log, secrets);

    public void Server(string line) => log.Server(secrets.Hide(line));

    public void Client(string line) => log.Client(secrets.Hide(line));

    public void Note(string what) => log.Note(secrets.Hide(what));

    public void Connected(string endPoint) => log.Connected(endPoint);

    public void Protected(TlsFacts facts) => log.Protected(facts);
}
