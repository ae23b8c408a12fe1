using System.Globalization;

namespace HelpdeskMail.Mail.Reading;

/// <summary>
/// The lasting name a server gives a message inside one folder. Compared ordinally (Graph's ids differ in letter case only), stored as <see cref="Value"/>.
/// IMAP: UIDVALIDITY and UID, <c>1431655765/42</c>; POP3: the UIDL, or <c>sha256:…</c> of header and size where a server has none, or <c>refused:…</c> where it does not give the message either; Graph: the immutable id.
/// </summary>
public readonly struct MessageKey : IEquatable<MessageKey>
{
    // A mailbox may list a million messages: an IMAP key is two numbers until somebody asks for its text.
    private readonly string? text;
    private readonly uint validity;
    private readonly uint uid;

    /// <summary>A key as it was stored.</summary>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty.</exception>
    public MessageKey(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (!TryParseImap(value, out validity, out uid))
        {
            text = value;
        }
    }

    private MessageKey(uint validity, uint uid)
    {
        this.validity = validity;
        this.uid = uid;
    }

    /// <summary>The key as text: what is stored and what <see cref="MessageKey(string)"/> takes back.</summary>
    public string Value => text ?? string.Create(CultureInfo.InvariantCulture, $"{validity}/{uid}");

    /// <summary>A key of IMAP (RFC 9051 section 2.3.1.1).</summary>
    public static MessageKey Imap(uint uidValidity, uint uid) => new(uidValidity, uid);

    /// <summary>Takes an IMAP key apart; false for a key of another protocol.</summary>
    public bool TryGetImap(out uint uidValidity, out uint messageUid)
    {
        (uidValidity, messageUid) = (validity, uid);
        return text is null && validity != 0;
    }

    /// <inheritdoc/>
    public bool Equals(MessageKey other) => validity == other.validity && uid == other.uid && string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(validity, uid, text is null ? 0 : StringComparer.Ordinal.GetHashCode(text));

    /// <summary>The same as <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal equality.</summary>
    public static bool operator ==(MessageKey left, MessageKey right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    public static bool operator !=(MessageKey left, MessageKey right) => !left.Equals(right);

    private static bool TryParseImap(string value, out uint validity, out uint uid)
    {
        uid = 0;
        validity = 0;
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && uint.TryParse(value.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out validity)
            && uint.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out uid)
            && validity != 0
            && value == string.Create(CultureInfo.InvariantCulture, $"{validity}/{uid}");
    }
}
