namespace HelpdeskMail.Mail.Sasl;

/// <summary>
/// One run of a mechanism in base64, the same for IMAP, POP3 and SMTP: the initial response goes with the command where that is allowed, else in answer to the first challenge.
/// </summary>
internal sealed class SaslExchange(ISaslMechanism mechanism, SecretWords secrets)
{
    // SCRAM needs three, OAuth two: more is a server that never ends.
    private const int MaxRounds = 6;

    private byte[]? first = mechanism.InitialResponse();
    private int rounds;

    public ISaslMechanism Mechanism => mechanism;

    /// <summary>The initial response to put behind the command, <c>=</c> for an empty one; null when there is none or it would be longer than <paramref name="longest"/>.</summary>
    public string? Inline(int longest)
    {
        if (first is null || Length(first) > longest)
        {
            return null;
        }

        var text = first.Length == 0 ? "=" : Encode(first);
        first = null;
        return text;
    }

    /// <summary>The answer to a challenge.</summary>
    /// <exception cref="SaslException">There is no answer; the exchange has to be given up.</exception>
    public string Answer(ReadOnlySpan<byte> challenge)
    {
        if (++rounds > MaxRounds)
        {
            throw new SaslException("signing in has no end");
        }

        var answer = first ?? mechanism.Answer(SaslBase64.Decode(challenge));
        first = null;
        return Encode(answer);
    }

    private static int Length(byte[] bytes) => (bytes.Length + 2) / 3 * 4;

    private string Encode(byte[] bytes)
    {
        var text = Convert.ToBase64String(bytes);
        secrets.Add(text);
        return text;
    }
}
