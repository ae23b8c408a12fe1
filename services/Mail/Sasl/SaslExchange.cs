namespace HelpdeskMail.Mail.Sasl;

/// <summary>
/// One run of a mechanism in base64, the same for IMAP, POP3 and SMTP: the initial response goes with the command where that is allowed, else in answer to the first challenge.
/// </summary>
internal sealed class SaslExchange(ISaslMechanism mechanism, SecretWords secrets)
{
    // SCRAM needs three, OAuth two: more is a server that never ends.
    private const int MaxRounds = 6;

    private byte[]? first = mechanism.InitialResponse();
    private string? inline;
    private int rounds;
    private int sent;

    public ISaslMechanism Mechanism => mechanism;

    /// <summary>Whether the server was given anything to check the credential by; the first message of SCRAM names the user and no more.</summary>
    public bool HasShownProof => sent > (mechanism is ScramMechanism ? 1 : 0);

    /// <summary>The initial response to put behind the command, <c>=</c> for an empty one; null when there is none or it would be longer than <paramref name="longest"/>.</summary>
    public string? Inline(int longest)
    {
        if (first is null || Length(first) > longest)
        {
            return null;
        }

        var text = Encode(first);
        (first, inline) = (null, text);
        return text.Length == 0 ? "=" : text;
    }

    /// <summary>The answer to a challenge.</summary>
    /// <exception cref="SaslException">There is no answer; the exchange has to be given up.</exception>
    public string Answer(ReadOnlySpan<byte> challenge)
    {
        if (++rounds > MaxRounds)
        {
            throw new SaslException("signing in has no end");
        }

        if (IsAskedAgain(challenge))
        {
            return inline!;
        }

        var answer = first ?? mechanism.Answer(SaslBase64.Decode(challenge));
        first = null;
        return Encode(answer);
    }

    // Proxies that answer for another server list SASL-IR, which that one does not know: it asks for what came along with the command.
    private bool IsAskedAgain(ReadOnlySpan<byte> challenge) => rounds == 1 && inline is not null && challenge.Trim((byte)' ').IsEmpty;

    private static int Length(byte[] bytes) => (bytes.Length + 2) / 3 * 4;

    private string Encode(byte[] bytes)
    {
        sent++;
        var text = Convert.ToBase64String(bytes);
        secrets.Add(text);
        return text;
    }
}
