namespace HelpdeskMail.Mail.Sasl;

/// <summary>The client's side of one SASL exchange (RFC 4422). One object an attempt; the protocol around it does the base64.</summary>
internal interface ISaslMechanism
{
    /// <summary>Name as servers list it.</summary>
    string Name { get; }

    /// <summary>What the client says first; null when the server speaks first.</summary>
    byte[]? InitialResponse();

    /// <summary>The answer to a challenge of the server.</summary>
    /// <exception cref="SaslException">The challenge makes no sense, or the server has not proved that it knows the password.</exception>
    byte[] Answer(ReadOnlySpan<byte> challenge);

    /// <summary>To be called when the server says that all is well: false when the mechanism has not seen the server's proof yet, and the success must not be believed.</summary>
    bool IsServerProven { get; }

    /// <summary>What the server said about a failure inside the exchange (OAuth: a JSON text); null when it said nothing.</summary>
    string? ServerError { get; }
}
