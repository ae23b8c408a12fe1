using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Composing;

/// <summary>A reply ready to leave.</summary>
/// <param name="Recipients">Every recipient once, To, Cc and Bcc, as the reply writes them.</param>
/// <param name="Envelope">The same in the same order as a server is shown them: a domain beyond ASCII as punycode.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ComposedReply(IReadOnlyList<string> Recipients, IReadOnlyList<string> Envelope, MessageContent Content)
{
    private readonly Dictionary<string, string> toEnvelope = Map(Recipients, Envelope);
    private readonly Dictionary<string, string> toWritten = Map(Envelope, Recipients);

    /// <summary>A recipient as a server is shown it.</summary>
    public string ForEnvelope(string written) => toEnvelope.GetValueOrDefault(written, written);

    /// <summary>A recipient that a server has answered for, as the reply writes it: by that name the ticket knows it.</summary>
    public string AsWritten(string shown) => toWritten.GetValueOrDefault(shown, shown);

    private static Dictionary<string, string> Map(IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (one, other) in from.Zip(to))
        {
            map[one] = other;
        }

        return map;
    }
}
